package dev.xdc;

import dev.xdc.cluster.CentroidDistances;
import dev.xdc.cluster.ClusterAssignment;
import dev.xdc.cluster.ClusteringStrategy;
import dev.xdc.feature.FeatureBank;
import dev.xdc.feature.FeatureRows;
import dev.xdc.feature.FeatureStorage;
import dev.xdc.feature.FeatureTransform;
import dev.xdc.timing.Phase;
import dev.xdc.timing.PhaseClock;
import dev.xdc.work.RoundWork;
import java.io.IOException;
import java.util.function.Function;

/**
 * What is fitted on the features of some items: transform and centroids.
 *
 * @param transform what is done to features before they are clustered
 * @param clusters the clusters of these items
 * @param comparison what is done to transformed rows before they are compared with centroids
 * @param distances of each item to the centroid of its cluster
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ClusterFit(
    FeatureTransform.Fitted transform,
    ClusterAssignment clusters,
    FeatureTransform.Fitted comparison,
    float[] distances) {

  /**
   * Transformed features, stored for as long as they are clustered.
   *
   * @param transform what was learned
   * @param stored the rows; closed with this
   */
  record Prepared(FeatureTransform.Fitted transform, FeatureBank stored) implements AutoCloseable {

    /**
     * Clusters the rows.
     *
     * @param clusterer runs {@code strategy} on them
     */
    ClusterFit fit(
        ClusteringStrategy strategy, Function<FeatureBank, ClusterAssignment> clusterer) {
      ClusterAssignment clusters = clusterer.apply(stored);
      FeatureTransform.Fitted comparison = strategy.comparison().fit(stored);
      return new ClusterFit(
          transform, clusters, comparison, clusters.distances(comparison.apply(stored)));
    }

    @Override
    public void close() {
      stored.close();
    }
  }

  /**
   * Learns the transform.
   *
   * @param work does it
   * @param features of the items, unchanged on return
   * @param scratch where transformed features lie
   */
  static Prepared prepare(
      RoundWork work,
      FeatureRows features,
      FeatureTransform transform,
      FeatureStorage scratch,
      PhaseClock clock)
      throws IOException {
    try (PhaseClock.Span span = clock.start(Phase.TRANSFORM)) {
      FeatureTransform.Fitted learned = work.fit(transform, features);
      return new Prepared(learned, work.store(learned, features, scratch));
    }
  }

  /** Finds the cluster of each row. */
  CentroidDistances assign(FeatureRows features) {
    return CentroidDistances.of(comparable(features), clusters.centroids(), clusters.offsets());
  }

  /** Returns rows as they are compared with centroids. */
  FeatureRows comparable(FeatureRows features) {
    return comparison.apply(transform.apply(features));
  }
}
