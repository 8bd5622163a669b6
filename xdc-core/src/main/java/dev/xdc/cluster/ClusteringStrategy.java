package dev.xdc.cluster;

import ai.djl.ndarray.NDArray;
import dev.xdc.feature.FeatureRows;
import dev.xdc.feature.FeatureTransform;

/**
 * A clustering algorithm. Implementations are stateless: the same arguments give the same result.
 */
@FunctionalInterface
public interface ClusteringStrategy {

  /**
   * Clusters the rows of {@code features}.
   *
   * @param features N rows of width D on any device; not changed, and nothing stays attached to
   *     their manager. They are read several times, so that rows which are costly to make are
   *     better stored before, see {@link dev.xdc.feature.FeatureStorage#store}
   * @param k the number of clusters, at least 1 and at most N
   * @param seed decides every random choice
   * @throws IllegalArgumentException if {@code k} exceeds N or a feature is not finite; the message
   *     holds both numbers
   */
  ClusterAssignment cluster(FeatureRows features, int k, long seed);

  /** Clusters the rows of an array of shape (N, D), FLOAT32, as {@link #cluster} does. */
  default ClusterAssignment cluster(NDArray features, int k, long seed) {
    return cluster(FeatureRows.of(features), k, seed);
  }

  /**
   * Returns what is done to rows before they are compared with centroids: distances between rows so
   * transformed and the centroids are those that were minimised. Nothing unless overridden.
   */
  default FeatureTransform comparison() {
    return FeatureTransform.raw();
  }
}
