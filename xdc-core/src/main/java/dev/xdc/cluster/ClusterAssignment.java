package dev.xdc.cluster;

import ai.djl.ndarray.NDArray;

/**
 * The result of a clustering, in plain Java memory.
 *
 * @param labels the cluster of each of the N rows, from 0 to K - 1
 * @param centroids K centroids of width D
 * @param inertia sum of the squared distances of the rows to their centroids
 * @param iterations iterations of the restart that was kept
 * @param repaired how many times an empty cluster was given a new centroid, over all iterations of
 *     that restart
 */
public record ClusterAssignment(
    int[] labels, float[][] centroids, double inertia, int iterations, int repaired) {

  /** Returns K. */
  public int k() {
    return centroids.length;
  }

  /** Returns the number of rows in each cluster. */
  public int[] sizes() {
    int[] sizes = new int[k()];
    for (int label : labels) {
      sizes[label]++;
    }
    return sizes;
  }

  /**
   * Returns the nearest centroid of each row of {@code features}: how clips that took no part in
   * the clustering get their pseudo-labels.
   *
   * @param features N rows of width D, prepared as the clustered ones were
   */
  public int[] nearest(NDArray features) {
    throw new UnsupportedOperationException("filled in by the implementer");
  }

  @Override
  public String toString() {
    return "ClusterAssignment[N="
        + labels.length
        + ", K="
        + k()
        + ", inertia="
        + inertia
        + ", iterations="
        + iterations
        + ", repaired="
        + repaired
        + "]";
  }
}
