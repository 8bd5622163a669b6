package dev.xdc;

import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.Labels;
import dev.xdc.clip.Seeds;
import dev.xdc.cluster.ClusterAssignment;
import dev.xdc.cluster.ClusterQuality;
import dev.xdc.cluster.ClusteringStrategy;
import dev.xdc.feature.FeatureBank;
import dev.xdc.feature.FeatureRows;
import dev.xdc.feature.FeatureTransform;
import dev.xdc.label.Clusterer;
import dev.xdc.timing.Phase;
import dev.xdc.timing.PhaseClock;
import dev.xdc.train.ClusterMetrics;
import dev.xdc.train.TrainingClips;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

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
  private final int @Nullable [] truth;
  private final int @Nullable [] files;
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
    this.truth = truth(setup.dataset(), setup.clips());
    this.files = setup.clips().files();
    this.clock = run.clock();
  }

  /** Returns the true class of each item, for the report; null without labels. */
  private static int @Nullable [] truth(ClipDataset dataset, TrainingClips clips) {
    Labels labels = dataset.labels().orElse(null);
    if (labels == null) {
      return null;
    }
    int[] truth = new int[clips.size()];
    for (int item = 0; item < truth.length; item++) {
      truth[item] = labels.classes()[clips.video(item)];
    }
    return truth;
  }

  @Override
  public ClusterAssignment cluster(Source source, FeatureRows features) {
    boolean whole = fitted.length == features.rows();
    FeatureRows training = whole ? features : features.select(fitted);
    clock.setModality(name(source));
    FeatureTransform.Fitted learned;
    FeatureBank stored;
    try (PhaseClock.Span span = clock.start(Phase.TRANSFORM)) {
      learned = setup.config().featureTransform().fit(training);
      stored = setup.storage().scratch().store(learned.apply(training));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ClusteringStrategy strategy = setup.clustering().strategy();
    ClusterAssignment fit;
    ClusteredItems all;
    try (stored;
        PhaseClock.Span span = clock.start(Phase.CLUSTERING)) {
      fit =
          work.cluster(
              strategy,
              stored,
              setup.clustering().k(source),
              Seeds.stream(seed, "k-means " + source.name()));
      FeatureTransform.Fitted comparison = strategy.comparison().fit(stored);
      float[] distances = fit.distances(comparison.apply(stored));
      all =
          whole
              ? new ClusteredItems(fit.labels(), distances)
              : withRest(fit, distances, features, rows -> comparison.apply(learned.apply(rows)));
    }
    note(source, fit, all);
    return fit.withLabels(all.labels());
  }

  /**
   * Labels the items that took no part by their nearest centroids.
   *
   * @param distances of those that did
   * @param prepared makes rows comparable with centroids
   */
  private ClusteredItems withRest(
      ClusterAssignment fit,
      float[] distances,
      FeatureRows features,
      UnaryOperator<FeatureRows> prepared) {
    int[] labels = new int[features.rows()];
    float[] all = new float[features.rows()];
    Arrays.fill(labels, -1);
    for (int i = 0; i < fitted.length; i++) {
      labels[fitted[i]] = fit.labels()[i];
      all[fitted[i]] = distances[i];
    }
    int[] rest = IntStream.range(0, labels.length).filter(item -> labels[item] < 0).toArray();
    FeatureRows rows = prepared.apply(features.select(rest));
    ClusterAssignment found = fit.withLabels(fit.nearest(rows));
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
    int[] all = made.labels();
    int[] sizes = fit.sizes();
    metrics.add(
        new ClusterMetrics(
            name(source),
            fit.k(),
            Arrays.stream(sizes).min().orElse(0),
            Arrays.stream(sizes).max().orElse(0),
            (int) Arrays.stream(sizes).filter(size -> size == 0).count(),
            ClusterQuality.entropy(sizes),
            fit.inertia(),
            fit.iterations(),
            fit.repaired(),
            number < previous.size() ? ClusterQuality.nmi(all, previous.get(number)) : Double.NaN,
            truth == null ? Double.NaN : ClusterQuality.nmi(all, truth),
            truth == null ? Double.NaN : ClusterQuality.purity(all, truth),
            files == null ? Double.NaN : ClusterQuality.nmi(all, files)));
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
