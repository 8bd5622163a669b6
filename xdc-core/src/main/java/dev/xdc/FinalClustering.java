package dev.xdc;

import dev.xdc.clip.Seeds;
import dev.xdc.cluster.CentroidDistances;
import dev.xdc.cluster.ClusteringStrategy;
import dev.xdc.feature.FeatureBank;
import dev.xdc.feature.FeatureRows;
import dev.xdc.internal.Count;
import dev.xdc.label.Clusterer;
import dev.xdc.timing.Phase;
import dev.xdc.timing.PhaseClock;
import dev.xdc.train.ClusterMetrics;
import dev.xdc.train.LabelGranularity;
import dev.xdc.work.RoundWork;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The clustering after the last round, of the features of the final encoders: the one that the
 * model keeps, as the last labels belong to encoders that were trained on since. Each encoder of
 * the model has one of its own, whatever was clustered in the rounds, by the same K, transform and
 * algorithm; a clustering of joint features would need both picture and sound of each new video.
 */
final class FinalClustering {
  private final ClusterLabels setup;
  private final TrainingRun run;
  private final RoundWork work;
  private final List<FeatureClusters> made = new ArrayList<>();
  private final List<ClusterMetrics> metrics = new ArrayList<>();

  FinalClustering(ClusterLabels setup, TrainingRun run, RoundWork work) {
    this.setup = setup;
    this.run = run;
    this.work = work;
  }

  /**
   * Clusters the features of each encoder that the model will hold, and reports how far the
   * clusters agree with the labels trained on last.
   */
  ClusterModel make() throws IOException {
    Map<String, int[]> last = run.lastLabels();
    List<Stream> kept = setup.keptStreams();
    run.startFinal(kept);
    for (Stream stream : kept) {
      run.startFeatures(stream);
      try (FeatureBank features =
          work.features(
              stream.encoder(),
              false,
              setup.storage().features(stream),
              run.clock(),
              done -> run.onFinalFeatures(stream, done))) {
        cluster(stream, features, last.getOrDefault(stream.name(), last.get("joint")));
      }
    }
    run.onClusters(metrics);
    return new ClusterModel(made);
  }

  /**
   * Clusters.
   *
   * @param last the labels trained on last that were made of these features; null if not known
   */
  private void cluster(Stream stream, FeatureBank features, int @Nullable [] last)
      throws IOException {
    Clusterer.Source source = Clusterer.Source.valueOf(stream.slot().name());
    ClusteringStrategy strategy = setup.clustering().strategy();
    int k = setup.clustering().k(source);
    long seed = Seeds.stream(setup.seed(), "final clustering of " + source.name());
    int[] present = ClusterFitting.present(features);
    FeatureRows training = rows(features, setup.clips().training(features.missing()));
    try (ClusterFit.Prepared prepared =
            ClusterFit.prepare(
                work,
                training,
                setup.config().featureTransform(),
                setup.storage().scratch(),
                run.clock());
        PhaseClock.Span span = run.clock().start(Phase.CLUSTERING)) {
      ClusterFit fit = prepared.fit(strategy, stored -> work.cluster(strategy, stored, k, seed));
      CentroidDistances found = fit.assign(rows(features, present));
      FeatureClusters clusters =
          FeatureClusters.of(stream.encoder(), fit, rule(), found, origin(strategy));
      made.add(clusters);
      metrics.add(
          ClusterComparison.of(setup.dataset(), setup.clips())
              .at(present)
              .metrics(
                  stream.name(),
                  fit.clusters(),
                  clusters.sizes(),
                  found.clusters(),
                  ClusterComparison.select(last, present)));
    }
  }

  private static FeatureRows rows(FeatureBank features, int[] items) {
    return items.length == features.rows() ? features : features.select(items);
  }

  private ClipRule rule() {
    return new ClipRule(
        setup.config().clipsPerVideo(), setup.config().labelGranularity() == LabelGranularity.CLIP);
  }

  private String origin(ClusteringStrategy strategy) {
    int rounds = setup.config().rounds();
    return "after "
        + Count.of(rounds, "round")
        + ", transform "
        + setup.config().featureTransform()
        + ", clustering "
        + strategy;
  }
}
