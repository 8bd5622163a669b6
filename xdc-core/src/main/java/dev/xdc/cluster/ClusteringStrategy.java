package dev.xdc.cluster;

import ai.djl.ndarray.NDArray;

/**
 * A clustering algorithm. Implementations are stateless: the same arguments give the same result.
 */
@FunctionalInterface
public interface ClusteringStrategy {

  /**
   * Clusters the rows of {@code features}.
   *
   * @param features N rows of width D, FLOAT32, on any device; not changed, and nothing stays
   *     attached to its manager
   * @param k the number of clusters, at least 1 and at most N
   * @param seed decides every random choice
   * @throws IllegalArgumentException if {@code k} exceeds N or a feature is not finite; the message
   *     holds both numbers
   */
  ClusterAssignment cluster(NDArray features, int k, long seed);
}
