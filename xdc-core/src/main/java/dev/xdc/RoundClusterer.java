package dev.xdc;

import dev.xdc.clip.Seeds;
import dev.xdc.cluster.ClusterAssignment;
import dev.xdc.cluster.ClusteringStrategy;
import dev.xdc.feature.FeatureRows;
import dev.xdc.label.Clusterer;
import dev.xdc.timing.Phase;
import dev.xdc.timing.PhaseClock;
import dev.xdc.train.ClusterMetrics;
import dev.xdc.work.RoundWork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The clusterings of one round: transform and centroids are fitted on the training items, and every
 * other item gets the label of its nearest centroid. Keeps what it made for the report and for the
 * comparison with the next round.
 */
final class RoundClusterer implements Clusterer {
  private final ClusterLabels setup;
  private final RoundWork work;
  private final long seed;
  private final int[] fitted;
  private final List<int[]> previous;
  private final ClusterComparison comparison;
  private final PhaseClock clock;
  private final List<ClusteredItems> clusters = new ArrayList<>();
  private final List<ClusterMetrics> metrics = new ArrayList<>();

  /**
   * Prepares the clusterings of the round under way.
   *
   * @param setup how to cluster
   * @param fitted items to fit on, ascending
   */
  RoundClusterer(ClusterLabels setup, TrainingRun run, RoundWork work, int[] fitted) {
    this.setup = setup;
    this.work = work;
    this.seed = Seeds.stream(setup.seed(), "round", run.round());
    this.fitted = fitted;
    this.previous = ClusteredItems.labels(run.clusters());
    this.comparison = ClusterComparison.of(setup.dataset(), setup.clips());
    this.clock = run.clock();
  }

  @Override
  public ClusterAssignment cluster(Source source, FeatureRows features) {
    boolean whole = fitted.length == features.rows();
    FeatureRows training = whole ? features : features.select(fitted);
    clock.setModality(name(source));
    ClusteringStrategy strategy = setup.clustering().strategy();
    ClusterAssignment fit;
    ClusteredItems all;
    try (ClusterFit.Prepared prepared =
            ClusterFit.prepare(
                work,
                training,
                setup.config().featureTransform(),
                setup.storage().scratch(),
                clock);
        PhaseClock.Span span = clock.start(Phase.CLUSTERING)) {
      ClusterFit made =
          prepared.fit(
              strategy,
              stored ->
                  work.cluster(
                      strategy,
                      stored,
                      setup.clustering().k(source),
                      Seeds.stream(seed, "k-means " + source.name())));
      fit = made.clusters();
      all = whole ? new ClusteredItems(fit.labels(), made.distances()) : withRest(made, features);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    note(source, fit, all);
    return fit.withLabels(all.labels());
  }

  /**
   * Labels the items that took no part by their nearest centroids.
   *
   * @param features of all items
   */
  private ClusteredItems withRest(ClusterFit fit, FeatureRows features) {
    int[] labels = new int[features.rows()];
    float[] all = new float[features.rows()];
    Arrays.fill(labels, -1);
    for (int i = 0; i < fitted.length; i++) {
      labels[fitted[i]] = fit.clusters().labels()[i];
      all[fitted[i]] = fit.distances()[i];
    }
    int[] rest = IntStream.range(0, labels.length).filter(item -> labels[item] < 0).toArray();
    FeatureRows rows = fit.comparable(features.select(rest));
    ClusterAssignment found = fit.clusters().withLabels(fit.clusters().nearest(rows));
    float[] restDistances = found.distances(rows);
    for (int i = 0; i < rest.length; i++) {
      labels[rest[i]] = found.labels()[i];
      all[rest[i]] = restDistances[i];
    }
    return new ClusteredItems(labels, all);
  }

  /** Returns the name that reports have for what is clustered. */
  private String name(Source source) {
    return switch (source) {
      case VIDEO -> setup.streams().get(0).name();
      case AUDIO -> setup.streams().get(1).name();
      case JOINT -> "joint";
    };
  }

  private void note(Source source, ClusterAssignment fit, ClusteredItems made) {
    int number = clusters.size();
    int[] before = number < previous.size() ? previous.get(number) : null;
    metrics.add(comparison.metrics(name(source), fit, fit.sizes(), made.labels(), before));
    clusters.add(made);
  }

  /** Returns how many items the clusterings are fitted on. */
  int fittedItems() {
    return fitted.length;
  }

  /** Returns each clustering, in the order they were made. */
  List<ClusteredItems> clusters() {
    return clusters;
  }

  /** Returns what each clustering looks like, in the same order. */
  List<ClusterMetrics> metrics() {
    return metrics;
  }
}
