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
 * DCASE 2013 acoustic scenes, which papers on learned sound features also call DCASE 2014: ten
 * scenes, 100 public and 100 once private recordings of 30 s.
 *
 * <p>Layout, as published by Queen Mary University of London: {@code scenes_stereo.zip} holds ten
 * files {@code SCENENN.wav} of each scene, numbers with gaps; {@code scenes_stereo_testset.zip}
 * holds as many under names of the same form, so that its folder must distinguish them: it must
 * hold {@code testset} or {@code evaluation} in its name, or each file begins with {@code test_},
 * as the tools of the DCASE community rename them. {@code dcase2013_task1_filenamekey.csv} says in
 * its first column, which begins with {@code foldN}, and its fourth, a file name, which recordings
 * of the test set made each of the five folds of the challenge.
 *
 * <p>The split {@code heldout} learns from the public recordings and is tested on the others, as
 * published comparisons of sound features do; {@code fold1} to {@code fold5}, if the key is there,
 * are those of the challenge. Classes are numbered by name.
 */
public final class DcaseScenes implements DataSetReader {

  private static final String KEY = "dcase2013_task1_filenamekey.csv";
  private static final Pattern FOLD = Pattern.compile("fold(\\d)\\D.*");
  private static final Pattern FILE =
      Pattern.compile(
          "(?:.*/)?(test_)?(bus|busystreet|office|openairmarket|park|quietstreet|restaurant"
              + "|supermarket|tube|tubestation)\\d\\d\\.[^./]+");

  private final DataSetInfo info;

  /** The whole data set. */
  public DcaseScenes() {
    this(published());
  }

  /** A part of the data set. */
  public DcaseScenes(SplitSizes sizes) {
    info =
        new DataSetInfo(
            "dcase",
            "DCASE 2013/2014: acoustic scenes, 100 + 100 recordings of 30 s",
            Set.of(Modality.AUDIO),
            sizes,
            false,
            List.of(
                "scenes_stereo/SCENENN.wav, unpacked from scenes_stereo.zip of"
                    + " https://archive.org/details/dcase2013_scene_classification,",
                "scenes_stereo_testset/SCENENN.wav, unpacked from scenes_stereo_testset.zip of"
                    + " https://archive.org/details/dcase2013_scene_classification_testset,",
                "and, for the folds of the challenge, dcase2013_task1_filenamekey.csv from there"));
  }

  private static SplitSizes published() {
    List<SplitSizes.Size> sizes = new ArrayList<>(Folds.sizes(10, 5, 20).splits());
    sizes.add(0, new SplitSizes.Size(Split.HELD_OUT, 100, 100));
    return new SplitSizes(10, sizes);
  }

  @Override
  public DataSetInfo info() {
    return info;
  }

  @Override
  public DataSetSplits scan(Path root) throws IOException {
    FoundFiles found = FoundFiles.under(root, KEY::equals);
    Map<String, String> train = new TreeMap<>();
    Map<String, String> test = new TreeMap<>();
    for (String path : found.media()) {
      Matcher parts = FILE.matcher(path);
      if (parts.matches()) {
        boolean held = parts.group(1) != null || path.matches(".*(testset|evaluation).*/.*");
        (held ? test : train).put(path, parts.group(2));
      }
    }
    if (train.isEmpty() || test.isEmpty()) {
      throw new IOException(
          info.name()
              + ": "
              + train.size()
              + " public and "
              + test.size()
              + " test recordings under "
              + found.root()
              + ", 100 of each expected; "
              + info.remedy());
    }
    List<String> classes = train.values().stream().distinct().sorted().toList();
    List<Split> splits = new ArrayList<>();
    splits.add(new Split(Split.HELD_OUT, part(found, train, classes), part(found, test, classes)));
    if (found.list(KEY) != null) {
      splits.addAll(challenge(found, test, classes));
    }
    return new DataSetSplits(info, classes, splits);
  }

  private static Part part(FoundFiles found, Map<String, String> files, List<String> classes) {
    PartBuilder part = new PartBuilder(found);
    files.forEach(part::addPath);
    return part.build(String.valueOf(found.root()), classes);
  }

  private List<Split> challenge(FoundFiles found, Map<String, String> test, List<String> classes)
      throws IOException {
    Map<String, String> pathByName = new TreeMap<>();
    for (String path : test.keySet()) {
      pathByName.put(stem(path), path);
    }
    Path key = found.require(KEY, info);
    Folds folds = new Folds(found);
    boolean[] header = {true};
    ListFile.readPlain(
        key,
        4,
        line -> {
          Matcher fold = FOLD.matcher(line.get(0));
          String path = pathByName.get(stem(line.get(3)));
          if (header[0]) {
            header[0] = false;
          } else if (!fold.matches()) {
            throw ListFile.fault(
                key, line.getParser().getCurrentLineNumber(), "no fold in " + line.get(0));
          } else if (path == null) {
            folds.fold(Integer.parseInt(fold.group(1))).addMissing(line.get(3));
          } else {
            folds.fold(Integer.parseInt(fold.group(1))).addPath(path, test.getOrDefault(path, ""));
          }
        });
    return folds.splits(info.name(), classes);
  }

  private static String stem(String path) {
    String name = FoundFiles.stem(path.substring(path.lastIndexOf('/') + 1));
    return name.startsWith("test_") ? name.substring(5) : name;
  }
}
