package dev.xdc;

import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.Fingerprint;
import dev.xdc.clip.Labels;
import dev.xdc.clip.PerModality;
import dev.xdc.clip.Tags;
import dev.xdc.cluster.ClusterAssignment;
import dev.xdc.eval.HeadTest;
import dev.xdc.label.PseudoLabels;
import dev.xdc.train.HeadLoss;
import dev.xdc.train.HeldOutScore;
import dev.xdc.train.LabelGranularity;
import dev.xdc.train.StreamLearner;
import dev.xdc.train.XdcConfig;
import dev.xdc.work.RoundWork;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The labels or tags of the data set itself: supervised training, the paper's rows "Superv". Videos
 * of one class, or of the same set of tags, are as one cluster, but nothing is clustered.
 *
 * @param labels the class of each video, or which of the {@code loss}'s sets are its tags
 * @param loss what that stands for
 * @param fingerprint what distinguishes these labels from others
 * @param fitted number of videos that are trained on
 * @param test of the trained encoders; null for none
 */
record TrueLabels(
    PseudoLabels labels, HeadLoss loss, String fingerprint, int fitted, @Nullable HeadTest test)
    implements LabelSource {

  /** The setting by which runs and models say that they are supervised. */
  static final String METHOD = "method";

  /** Its value. */
  static final String SUPERVISED = "supervised";

  /**
   * Checks that a configuration goes with given labels.
   *
   * @throws IllegalArgumentException if not
   */
  static void check(ClipDataset dataset, XdcConfig config) {
    if (config.rounds() != 1) {
      throw new IllegalArgumentException(
          "XdcConfig.rounds is "
              + config.rounds()
              + ", must be 1 for supervised training: use XdcConfig.supervised()");
    }
    if (config.labelGranularity() != LabelGranularity.VIDEO) {
      throw new IllegalArgumentException(
          "XdcConfig.labelGranularity is CLIP, must be VIDEO for supervised training: use"
              + " XdcConfig.supervised()");
    }
    if (config.balanceClusters() && dataset.tags().isPresent()) {
      throw new IllegalArgumentException(
          "balanceClasses is true, must be false where a video has several tags");
    }
  }

  /**
   * Takes the labels of {@code dataset}.
   *
   * @param fitted number of videos that are trained on
   * @throws IllegalArgumentException if it has none
   */
  static TrueLabels of(ClipDataset dataset, int fitted, @Nullable HeadTest test) {
    Labels labels = dataset.labels().orElse(null);
    Tags tags = dataset.tags().orElse(null);
    if (labels != null) {
      String text = fingerprint(labels.names(), dataset.size(), i -> List.of(labels.classes()[i]));
      PseudoLabels given = given(labels.classes(), labels.count());
      return new TrueLabels(given, HeadLoss.crossEntropy(labels.count()), text, fitted, test);
    } else if (tags == null) {
      throw new IllegalArgumentException(
          "supervised training needs labels, the data set has none: give a CSV with the columns"
              + " path,label or path,tags, or class folders");
    }
    Map<List<Integer>, Integer> numbers = new LinkedHashMap<>();
    int[] setOf = new int[dataset.size()];
    for (int i = 0; i < setOf.length; i++) {
      Integer number = numbers.putIfAbsent(boxed(tags.classes()[i]), numbers.size());
      setOf[i] = number == null ? numbers.size() - 1 : number;
    }
    int[][] sets =
        numbers.keySet().stream()
            .map(set -> set.stream().mapToInt(Integer::intValue).toArray())
            .toArray(int[][]::new);
    HeadLoss loss = HeadLoss.binaryCrossEntropy(sets, tags.count());
    String text = fingerprint(tags.names(), setOf.length, i -> boxed(tags.classes()[i]));
    return new TrueLabels(given(setOf, sets.length), loss, text, fitted, test);
  }

  private static List<Integer> boxed(int[] numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }

  /** Labels that nothing was clustered for: there are no centroids. */
  private static PseudoLabels given(int[] labels, int count) {
    return PseudoLabels.of(new ClusterAssignment(labels, new float[count][0], 0, 0, 0));
  }

  /** Returns a text that also says how classes are numbered: heads have their order. */
  private static String fingerprint(
      List<String> names, int videos, IntFunction<List<Integer>> classes) {
    return names.size()
        + " classes, "
        + Fingerprint.of(
            videos,
            "labels",
            i -> classes.apply(i).stream().map(c -> c + " " + names.get(c)).toList().toString());
  }

  @Override
  public String work() {
    return SUPERVISED;
  }

  @Override
  public void describe(RunSettings settings) {
    settings.put(METHOD, SUPERVISED).put("labels", fingerprint);
  }

  @Override
  public void label(TrainingRun run, RoundWork work) throws IOException {
    run.label(
        new Labelled(
            PerModality.both(labels), PerModality.both(List.of()), new BitSet(), List.of(), fitted),
        List.of());
  }

  @Override
  public List<HeadLoss> losses(PseudoLabels of) {
    return List.of(loss);
  }

  @Override
  public @Nullable HeldOutScore test(TrainingRun run, Stream stream, StreamLearner learner)
      throws IOException {
    return test == null
        ? null
        : test.run(learner, stream.modality(), done -> run.onTested(stream, done, test.clips()));
  }

  @Override
  public String toString() {
    return "TrueLabels[" + fingerprint + "]";
  }
}
