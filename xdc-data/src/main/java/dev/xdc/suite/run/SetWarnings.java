package dev.xdc.suite.run;

import dev.xdc.clip.Labels;
import dev.xdc.data.media.FileNames;
import dev.xdc.data.media.Segment;
import dev.xdc.data.reader.MediaDataset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Why an evaluation cannot be trusted, as far as its two sets show it. */
public final class SetWarnings {

  private SetWarnings() {}

  /**
   * Returns a sentence for each fault: a single class, videos of the test set that are trained on
   * (by another spelling of their path, too), segments of one file in both sets, classes with fewer
   * labels than asked for.
   *
   * @param labelsPerClass how many training videos of each class are used; 0 for all
   */
  public static List<String> of(TrainTestSets sets, int labelsPerClass) {
    List<String> warnings = new ArrayList<>();
    sets.train().labels().ifPresent(labels -> ofLabels(labels, labelsPerClass, warnings));
    ofFiles(sets, warnings);
    return warnings;
  }

  private static void ofLabels(Labels labels, int perClass, List<String> warnings) {
    if (labels.count() == 1) {
      warnings.add(
          "there is one class, "
              + labels.names().get(0)
              + ", so every answer is right: add another");
    }
    int[] sizes = new int[labels.count()];
    Arrays.stream(labels.classes()).forEach(c -> sizes[c]++);
    List<String> few = new ArrayList<>();
    for (int c = 0; c < sizes.length; c++) {
      if (sizes[c] < perClass) {
        few.add(labels.names().get(c) + " has " + sizes[c]);
      }
    }
    if (!few.isEmpty()) {
      warnings.add(
          few.size()
              + " of "
              + sizes.length
              + " classes have fewer than the "
              + perClass
              + " labels asked for: "
              + String.join(", ", few.subList(0, Math.min(3, few.size())))
              + (few.size() > 3 ? ", ..." : ""));
    }
  }

  private static void ofFiles(TrainTestSets sets, List<String> warnings) {
    Map<Path, List<Stretch>> trained = new HashMap<>();
    for (int i = 0; i < sets.train().size(); i++) {
      Stretch stretch = Stretch.of(sets.train(), i);
      trained.computeIfAbsent(stretch.file(), file -> new ArrayList<>()).add(stretch);
    }
    List<String> same = new ArrayList<>();
    List<String> beside = new ArrayList<>();
    for (int i = 0; i < sets.test().size(); i++) {
      Stretch stretch = Stretch.of(sets.test(), i);
      List<Stretch> known = trained.getOrDefault(stretch.file(), List.of());
      if (known.stream().anyMatch(stretch::overlaps)) {
        same.add(sets.test().id(i));
      } else if (!known.isEmpty()) {
        beside.add(sets.test().id(i));
      }
    }
    int all = sets.test().size();
    if (!same.isEmpty()) {
      warnings.add(text(same, all, "test videos are trained on"));
    }
    if (!beside.isEmpty()) {
      warnings.add(text(beside, all, "test segments are of files that are trained on"));
    }
  }

  private static String text(List<String> found, int all, String what) {
    return found.size()
        + " of "
        + all
        + " "
        + what
        + ", such as "
        + found.get(0)
        + ": the scores are too high, take others";
  }

  /** Where a video lies. */
  private record Stretch(Path file, double start, double end) {

    static Stretch of(MediaDataset set, int video) {
      String location = set.location(video);
      Segment segment = Segment.ofId(location).orElse(null);
      Path path = Path.of(segment == null ? location : Segment.fileOfId(location));
      return segment == null
          ? new Stretch(FileNames.real(path), 0, Double.POSITIVE_INFINITY)
          : new Stretch(FileNames.real(path), segment.startSeconds(), segment.endSeconds());
    }

    boolean overlaps(Stretch other) {
      return start < other.end && other.start < end;
    }
  }
}
