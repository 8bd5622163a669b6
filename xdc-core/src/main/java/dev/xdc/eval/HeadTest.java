package dev.xdc.eval;

import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.Labels;
import dev.xdc.clip.Modality;
import dev.xdc.clip.Tags;
import dev.xdc.train.HeldOutScore;
import dev.xdc.train.Learner;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * A test of an encoder with its head on videos that it was not trained on: top-1 where each has a
 * label, mAP where it has tags. Scores of the clips of a video are averaged as the protocol says;
 * with tags the probability of a class is the logistic function of its logit.
 *
 * @param name what the videos are: {@code test} or {@code held-out}
 * @param videos the videos; they stay the caller's
 * @param protocol test clips of each video, and how they are averaged
 */
public record HeadTest(String name, ClipDataset videos, EvalProtocol protocol) {

  /** Returns how many clips are scored. */
  public int clips() {
    return Math.multiplyExact(videos.size(), protocol.testClips());
  }

  /**
   * Checks that the videos are cut as those of a training set and have its classes, alike in number
   * and order.
   *
   * @throws IllegalArgumentException if not; says what each has
   */
  public void requireLike(ClipDataset training) {
    if (!videos.spec().equals(training.spec())) {
      throw new IllegalArgumentException(
          "the "
              + name
              + " set is cut as "
              + videos.spec()
              + ", the training set as "
              + training.spec()
              + ": both must be cut alike");
    }
    List<String> known = classes(training);
    List<String> own = classes(videos);
    if (known.equals(own) && training.tags().isPresent() == videos.tags().isPresent()) {
      return;
    }
    throw new IllegalArgumentException(
        "the "
            + name
            + " set has "
            + describe(videos)
            + ", the training set has "
            + describe(training)
            + ": both must have the same classes in the same order");
  }

  private static List<String> classes(ClipDataset set) {
    Optional<List<String>> names = set.labels().map(Labels::names);
    return names.or(() -> set.tags().map(Tags::names)).orElse(List.of());
  }

  private static String describe(ClipDataset set) {
    List<String> names = classes(set);
    int shown = Math.min(5, names.size());
    return (set.tags().isPresent() ? "tags of " : "labels of ")
        + names.size()
        + " classes ("
        + String.join(", ", names.subList(0, shown))
        + (shown < names.size() ? ", ..." : "")
        + ")";
  }

  /**
   * Scores the videos of which at least one clip can be read.
   *
   * @param learner whose first head has the videos' classes
   * @param modality what the learner's encoder reads
   * @param progress receives the number of clips scored so far
   */
  public HeldOutScore run(Learner learner, Modality modality, IntConsumer progress)
      throws IOException {
    LabelledSets.Logits scored = LabelledSets.logits(learner, modality, videos, protocol, progress);
    Labels labels = videos.labels().orElse(null);
    if (labels != null) {
      EvalResult result = LabelledSets.result(modality, scored, labels, protocol.average(), 0);
      return new HeldOutScore(name, "top-1", result.top1(), result.videos(), result.clips());
    }
    Tags tags = videos.tags().orElseThrow();
    int[] found = scored.videos();
    int[][] classes = new int[found.length][];
    for (int i = 0; i < found.length; i++) {
      classes[i] = tags.classes()[found[i]];
    }
    float[][] logits = scored.values();
    float[][] means =
        ScoreAverage.LOGITS.perVideo(
            protocol.average() == ScoreAverage.LOGITS ? logits : probabilities(logits),
            scored.videoOfClip(found),
            found.length);
    double map = AveragePrecision.mean(means, classes);
    return new HeldOutScore(name, "mAP", map, found.length, logits.length);
  }

  private static float[][] probabilities(float[][] logits) {
    float[][] all = new float[logits.length][];
    for (int i = 0; i < all.length; i++) {
      all[i] = new float[logits[i].length];
      for (int c = 0; c < all[i].length; c++) {
        all[i][c] = (float) (1 / (1 + Math.exp(-logits[i][c])));
      }
    }
    return all;
  }
}
