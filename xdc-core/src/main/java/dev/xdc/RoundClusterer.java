package dev.xdc;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xdc.clip.Seeds;
import dev.xdc.cluster.ClusterAssignment;
import dev.xdc.cluster.ClusterQuality;
import dev.xdc.cluster.ClusteringStrategy;
import dev.xdc.feature.FeatureTransform;
import dev.xdc.label.Clusterer;
import dev.xdc.train.ClusterMetrics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The clusterings of one round: transform and centroids are fitted on the training items, and every
 * other item gets the label of its nearest centroid. Keeps what it made for the report and for the
 * comparison with the next round.
 */
final class RoundClusterer implements Clusterer {
  private final ClusteringStrategy strategy;
  private final FeatureTransform transform;
  private final Map<Source, Integer> k;
  private final long seed;
  private final int[] fitted;
  private final List<int[]> previous;
  private final int @Nullable [] truth;
  private final List<int[]> labels = new ArrayList<>();
  private final List<ClusterMetrics> metrics = new ArrayList<>();

  /**
   * Prepares the clusterings of a round.
   *
   * @param fitted items to fit on, ascending
   * @param previous labels of the round before, in the order they were made; may be empty
   * @param truth the true class of each item, for the report only
   */
  RoundClusterer(
      ClusteringStrategy strategy,
      FeatureTransform transform,
      Map<Source, Integer> k,
      long seed,
      int[] fitted,
      List<int[]> previous,
      int @Nullable [] truth) {
    this.strategy = strategy;
    this.transform = transform;
    this.k = k;
    this.seed = seed;
    this.fitted = fitted;
    this.previous = previous;
    this.truth = truth;
  }

  @Override
  public ClusterAssignment cluster(Source source, NDArray features) {
    try (NDManager scratch = NDManager.subManagerOf(features)) {
      scratch.tempAttachAll(features);
      NDArray training = features.get(scratch.create(fitted));
      FeatureTransform.Fitted learned = transform.fit(training);
      ClusterAssignment fit =
          strategy.cluster(
              learned.apply(training),
              k.getOrDefault(source, 0),
              Seeds.stream(seed, "k-means " + source.name()));
      int[] all = fit.nearest(learned.apply(features));
      for (int i = 0; i < fitted.length; i++) {
        all[fitted[i]] = fit.labels()[i];
      }
      note(source, fit, all);
      return new ClusterAssignment(
          all, fit.centroids(), fit.inertia(), fit.iterations(), fit.repaired());
    }
  }

  private void note(Source source, ClusterAssignment fit, int[] all) {
    int number = labels.size();
    int[] sizes = fit.sizes();
    metrics.add(
        new ClusterMetrics(
            source.name().toLowerCase(Locale.ROOT),
            fit.k(),
            Arrays.stream(sizes).min().orElse(0),
            Arrays.stream(sizes).max().orElse(0),
            ClusterQuality.entropy(sizes),
            fit.inertia(),
            fit.iterations(),
            fit.repaired(),
            number < previous.size() ? ClusterQuality.nmi(all, previous.get(number)) : Double.NaN,
            truth == null ? Double.NaN : ClusterQuality.nmi(all, truth),
            truth == null ? Double.NaN : ClusterQuality.purity(all, truth)));
    labels.add(all);
  }

  /** Returns how many items the clusterings are fitted on. */
  int fittedItems() {
    return fitted.length;
  }

  /** Returns the labels of each clustering, in the order they were made. */
  List<int[]> labels() {
    return labels;
  }

  /** Returns what each clustering looks like, in the same order. */
  List<ClusterMetrics> metrics() {
    return metrics;
  }
}
