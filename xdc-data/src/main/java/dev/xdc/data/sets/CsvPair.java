package dev.xdc.data.sets;

import dev.xdc.clip.Modality;
import dev.xdc.data.reader.MediaCsv;
import dev.xdc.data.reader.MediaList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A data set that comes as {@code train.csv} and {@code test.csv}, see {@link MediaCsv}, both with
 * labels or tags; one split, {@code test}. Classes are those of the training list.
 */
public final class CsvPair implements DataSetReader {

  private final DataSetInfo info;

  /** Any such pair. */
  public CsvPair() {
    this("csv", "any folder with train.csv and test.csv", new SplitSizes(0, List.of()));
  }

  /** A pair with a name and sizes. */
  public CsvPair(String name, String title, SplitSizes sizes) {
    info =
        new DataSetInfo(
            name,
            title,
            Set.of(Modality.values()),
            sizes,
            false,
            List.of("train.csv and test.csv with the columns path,label;", "files as they say"));
  }

  /** Returns AV-MNIST's moving sibling: handwritten digits that move and are spoken. */
  static CsvPair avmnist() {
    return new CsvPair(
        "avmnist",
        "moving handwritten digits that are spoken: 2,400 + 800 videos of 2 s",
        new SplitSizes(10, List.of(new SplitSizes.Size("test", 2400, 800))));
  }

  @Override
  public DataSetInfo info() {
    return info;
  }

  @Override
  public DataSetSplits scan(Path root) throws IOException {
    MediaList train = list(root, "train.csv");
    List<String> classes = train.classes();
    try {
      MediaList test = list(root, "test.csv").withClasses(classes);
      return new DataSetSplits(info, classes, List.of(new Split("test", part(train), part(test))));
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private MediaList list(Path root, String name) throws IOException {
    Path csv = root.resolve(name);
    if (!Files.isRegularFile(csv)) {
      throw new IOException(
          info.name() + ": no " + name + " in " + root.toAbsolutePath() + "; " + info.remedy());
    }
    MediaList list = MediaCsv.read(csv);
    if (list.classes().isEmpty()) {
      throw new IOException(csv + " has no labels; add the column label");
    }
    return list;
  }

  private static Part part(MediaList list) {
    List<MediaList.Item> there = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (MediaList.Item item : list.items()) {
      if (Files.isRegularFile(item.path())) {
        there.add(item);
      } else {
        missing.add(item.id());
      }
    }
    return new Part(MediaList.of(list.toString(), there, list.classes()), missing);
  }
}
