package dev.xdc.data.sets;

import dev.xdc.clip.Modality;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * HMDB51: actions in videos of 51 classes without sound, three splits of 70 and 30 videos a class.
 *
 * <p>Layout, as published by Brown University's Serre lab: {@code hmdb51_org.rar} holds one archive
 * per class, each with {@code CLASS/FILE.avi}; {@code test_train_splits.rar} holds {@code
 * testTrainMulti_7030_splits/CLASS_test_splitN.txt} with lines {@code FILE.avi 1} for training,
 * {@code 2} for test and {@code 0} for neither. Classes are numbered by name.
 */
public final class Hmdb51 implements DataSetReader {

  private static final SplitSizes PUBLISHED =
      new SplitSizes(
          51,
          List.of(
              new SplitSizes.Size("split1", 3570, 1530),
              new SplitSizes.Size("split2", 3570, 1530),
              new SplitSizes.Size("split3", 3570, 1530)));

  private static final int SPLITS = 3;
  private static final Pattern LIST = Pattern.compile("(.+)_test_split([123])\\.txt");
  private static final Pattern VIDEO = Pattern.compile("(.+?)\\s+([012])");

  private final DataSetInfo info;

  /** The whole data set. */
  public Hmdb51() {
    this(PUBLISHED);
  }

  /** A part of the data set, with lists of your own. */
  public Hmdb51(SplitSizes sizes) {
    info =
        new DataSetInfo(
            "hmdb51",
            "HMDB51: actions, 70 + 30 videos a class in each split",
            Set.of(Modality.VIDEO),
            sizes,
            false,
            List.of(
                "CLASS/FILE.avi, unpacked from the archives inside hmdb51_org.rar,",
                "and testTrainMulti_7030_splits/CLASS_test_split{1,2,3}.txt, unpacked from"
                    + " test_train_splits.rar,",
                "both of the HMDB page of Brown University's Serre lab"));
  }

  @Override
  public DataSetInfo info() {
    return info;
  }

  @Override
  public DataSetSplits scan(Path root) throws IOException {
    FoundFiles found = FoundFiles.under(root, n -> LIST.matcher(n).matches());
    List<String> classes =
        found.listNames().stream().map(Hmdb51::className).distinct().sorted().toList();
    if (classes.isEmpty()) {
      found.require("CLASS_test_split1.txt", info);
    }
    List<Split> splits = new ArrayList<>();
    for (int n = 1; n <= SPLITS; n++) {
      PartBuilder train = new PartBuilder(found);
      PartBuilder test = new PartBuilder(found);
      for (String name : classes) {
        Path list = found.require(name + "_test_split" + n + ".txt", info);
        read(list, name, train, test);
      }
      String split = "split" + n;
      splits.add(
          new Split(
              split,
              train.build(info.name() + " " + split + " train", classes),
              test.build(info.name() + " " + split + " test", classes)));
    }
    return new DataSetSplits(info, classes, splits);
  }

  private static String className(String list) {
    Matcher parts = LIST.matcher(list);
    return parts.matches() ? parts.group(1) : list;
  }

  private static void read(Path list, String name, PartBuilder train, PartBuilder test)
      throws IOException {
    ListFile.readLines(
        list,
        line -> {
          Matcher parts = VIDEO.matcher(line.text());
          if (!parts.matches()) {
            throw ListFile.fault(list, line.number(), "not a video and 0, 1 or 2");
          }
          String file = parts.group(1);
          switch (parts.group(2)) {
            case "1" -> train.add(name + "/" + file, name, List.of(FoundFiles.stem(file)));
            case "2" -> test.add(name + "/" + file, name, List.of(FoundFiles.stem(file)));
            default -> {} // neither, so that no class has more than 70 + 30
          }
        });
  }
}
