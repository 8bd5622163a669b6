package dev.xdc;

import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.Labels;
import dev.xdc.cluster.ClusterAssignment;
import dev.xdc.cluster.ClusterQuality;
import dev.xdc.train.ClusterMetrics;
import dev.xdc.train.TrainingClips;
import java.util.Arrays;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What clusters are compared with for the report, a number for each item.
 *
 * @param truth the true classes; null without labels
 * @param files the files that items are parts of; null if each is a file of its own
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ClusterComparison(int @Nullable [] truth, int @Nullable [] files) {

  /** Compares with what is known of all items. */
  static ClusterComparison of(ClipDataset dataset, TrainingClips clips) {
    int[] truth = dataset.labels().map(labels -> truth(labels, clips)).orElse(null);
    return new ClusterComparison(truth, clips.files());
  }

  private static int[] truth(Labels labels, TrainingClips clips) {
    int[] classes = labels.classes();
    return IntStream.range(0, clips.size()).map(item -> classes[clips.video(item)]).toArray();
  }

  /** Compares some items only. */
  ClusterComparison at(int[] items) {
    return new ClusterComparison(select(truth, items), select(files, items));
  }

  /** Returns the values of some items; null for null. */
  static int @Nullable [] select(int @Nullable [] values, int[] items) {
    if (values == null) {
      return null;
    }
    int[] selected = new int[items.length];
    Arrays.setAll(selected, i -> values[items[i]]);
    return selected;
  }

  /**
   * Returns what a clustering looks like.
   *
   * @param source what was clustered
   * @param fit how it was fitted
   * @param sizes of the clusters
   * @param clusters of the items
   * @param previous other clusters of the items; null if there are none
   */
  ClusterMetrics metrics(
      String source,
      ClusterAssignment fit,
      int[] sizes,
      int[] clusters,
      int @Nullable [] previous) {
    return new ClusterMetrics(
        source,
        fit.k(),
        Arrays.stream(sizes).min().orElse(0),
        Arrays.stream(sizes).max().orElse(0),
        (int) Arrays.stream(sizes).filter(size -> size == 0).count(),
        ClusterQuality.entropy(sizes),
        fit.inertia(),
        fit.iterations(),
        fit.repaired(),
        known(ClusterQuality::nmi, clusters, previous),
        known(ClusterQuality::nmi, clusters, truth),
        known(ClusterQuality::purity, clusters, truth),
        known(ClusterQuality::nmi, clusters, files),
        known(ClusterQuality::ami, clusters, files));
  }

  private static double known(
      ToDoubleBiFunction<int[], int[]> score, int[] clusters, int @Nullable [] others) {
    return others == null ? Double.NaN : score.applyAsDouble(clusters, others);
  }
}
