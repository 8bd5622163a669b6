package dev.xdc.data.sets;

import dev.xdc.clip.Modality;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * UCF101: actions in 13,320 short videos of 101 classes, three splits; half of the classes have
 * sound.
 *
 * <p>Layout, as published by the University of Central Florida: {@code UCF101.rar} holds {@code
 * UCF-101/CLASS/v_CLASS_gNN_cNN.avi}; {@code UCF101TrainTestSplits-RecognitionTask.zip} holds
 * {@code ucfTrainTestlist/classInd.txt} (lines {@code 1 ApplyEyeMakeup}), {@code trainlist0N.txt}
 * (lines {@code CLASS/FILE.avi NUMBER}) and {@code testlist0N.txt} (lines {@code CLASS/FILE.avi}).
 */
public final class Ucf101 implements DataSetReader {

  private static final SplitSizes PUBLISHED =
      new SplitSizes(
          101,
          List.of(
              new SplitSizes.Size("split1", 9537, 3783),
              new SplitSizes.Size("split2", 9586, 3734),
              new SplitSizes.Size("split3", 9624, 3696)));

  private static final int SPLITS = 3;
  private static final Pattern CLASS = Pattern.compile("(\\d+)\\s+(\\S+)");
  private static final Pattern VIDEO = Pattern.compile("(\\S+)/(\\S+?)(?:\\s+\\d+)?");

  private final DataSetInfo info;

  /** The whole data set. */
  public Ucf101() {
    this(PUBLISHED);
  }

  /** A part of the data set, with lists of your own. */
  public Ucf101(SplitSizes sizes) {
    info =
        new DataSetInfo(
            "ucf101",
            "UCF101: actions, 13,320 videos",
            Set.of(Modality.VIDEO),
            sizes,
            false,
            List.of(
                "UCF-101/CLASS/v_CLASS_gNN_cNN.avi, unpacked from UCF101.rar,",
                "and ucfTrainTestlist/{classInd,trainlist01,testlist01,...}.txt, unpacked from"
                    + " UCF101TrainTestSplits-RecognitionTask.zip,",
                "both of https://www.crcv.ucf.edu/data/UCF101.php"));
  }

  @Override
  public DataSetInfo info() {
    return info;
  }

  @Override
  public DataSetSplits scan(Path root) throws IOException {
    FoundFiles found =
        FoundFiles.under(root, n -> n.matches("classInd\\.txt|(train|test)list0\\d\\.txt"));
    List<String> classes = classes(found.require("classInd.txt", info));
    List<Split> splits = new ArrayList<>();
    for (int n = 1; n <= SPLITS; n++) {
      Path train = found.require("trainlist0" + n + ".txt", info);
      Path test = found.require("testlist0" + n + ".txt", info);
      splits.add(new Split("split" + n, part(found, train, classes), part(found, test, classes)));
    }
    return new DataSetSplits(info, classes, splits);
  }

  private static List<String> classes(Path file) throws IOException {
    Map<Integer, String> classes = new TreeMap<>();
    ListFile.readLines(
        file,
        line -> {
          Matcher parts = CLASS.matcher(line.text());
          if (!parts.matches()
              || classes.put(Integer.parseInt(parts.group(1)), parts.group(2)) != null) {
            throw ListFile.fault(file, line.number(), "not a class and its number");
          }
        });
    return List.copyOf(classes.values());
  }

  private static Part part(FoundFiles found, Path file, List<String> classes) throws IOException {
    PartBuilder part = new PartBuilder(found);
    Set<String> known = Set.copyOf(classes);
    ListFile.readLines(
        file,
        line -> {
          Matcher parts = VIDEO.matcher(line.text());
          if (!parts.matches() || !known.contains(parts.group(1))) {
            throw ListFile.fault(file, line.number(), "not a video of a class in classInd.txt");
          }
          String stem = FoundFiles.stem(parts.group(2));
          // Copies of the data set spell this class in two ways.
          String other = stem.replace("HandStand", "Handstand");
          part.add(parts.group(1) + "/" + parts.group(2), parts.group(1), List.of(stem, other));
        });
    return part.build(file.toString(), classes);
  }
}
