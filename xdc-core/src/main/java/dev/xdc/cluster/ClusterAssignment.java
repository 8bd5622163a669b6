package dev.xdc.cluster;

import ai.djl.ndarray.NDArray;
import dev.xdc.feature.FeatureRows;
import dev.xdc.internal.engine.RowChunks;
import java.util.Arrays;

/**
 * The result of a clustering, in plain Java memory.
 *
 * @param labels the cluster of each of the N rows, from 0 to K - 1
 * @param centroids K centroids of width D
 * @param inertia sum of the squared distances of the rows to their centroids
 * @param iterations iterations of the restart that was kept
 * @param repaired how many times an empty cluster was given a new centroid, over all iterations of
 *     that restart
 * @param offsets for each cluster what is taken off the squared distance to its centroid before the
 *     least one is looked for; zeros unless sizes are balanced, see {@link BalancedKMeans}
 */
public record ClusterAssignment(
    int[] labels,
    float[][] centroids,
    double inertia,
    int iterations,
    int repaired,
    float[] offsets) {

  private static final int CHUNK_ROWS = 4096;

  /** A clustering in which each row lies with its nearest centroid. */
  public ClusterAssignment(
      int[] labels, float[][] centroids, double inertia, int iterations, int repaired) {
    this(labels, centroids, inertia, iterations, repaired, new float[centroids.length]);
  }

  /** Returns this clustering with the labels of other rows, or of more. */
  public ClusterAssignment withLabels(int[] others) {
    return new ClusterAssignment(others, centroids, inertia, iterations, repaired, offsets);
  }

  /** Returns whether any of the {@link #offsets} is not zero. */
  public boolean isOffset() {
    for (float offset : offsets) {
      if (offset != 0) {
        return true;
      }
    }
    return false;
  }

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
   * Returns the nearest centroid of each row of {@code features}, {@link #offsets} taken off: how
   * clips that took no part in the clustering get their pseudo-labels.
   *
   * @param features N rows of width D, prepared as the clustered ones were
   * @return N labels; of equally near centroids the first
   * @throws IllegalArgumentException if the width differs
   */
  public int[] nearest(FeatureRows features) {
    int[] nearest = new int[features.rows()];
    Arrays.fill(nearest, -1);
    NearestCentroids.search(
        features,
        centroids,
        offsets,
        CHUNK_ROWS,
        nearest,
        (chunk, before, found) -> found,
        found -> {});
    return nearest;
  }

  /** Returns the nearest centroid of each row of an array of shape (N, D), FLOAT32. */
  public int[] nearest(NDArray features) {
    return nearest(FeatureRows.of(features));
  }

  /**
   * Returns the distance of each row to the centroid of its label.
   *
   * @param features the N clustered rows, as the clustering compares them with centroids, see
   *     {@link ClusteringStrategy#comparison}
   * @return N Euclidean distances
   * @throws IllegalArgumentException if there are other rows, or the width differs
   */
  public float[] distances(FeatureRows features) {
    if (features.rows() != labels.length || features.width() != centroids[0].length) {
      throw new IllegalArgumentException(
          "features are "
              + features.rows()
              + " rows of width "
              + features.width()
              + ", must be "
              + labels.length
              + " of width "
              + centroids[0].length);
    }
    float[] distances = new float[labels.length];
    int[] done = {0};
    features.collect(
        CHUNK_ROWS,
        (chunk, first) -> {
          float[] found = new float[Math.toIntExact(chunk.getShape().get(0))];
          RowChunks.forEachRow(
              chunk,
              (i, row) ->
                  found[i] =
                      (float)
                          Math.sqrt(LloydRun.squaredDistance(row, centroids[labels[first + i]])));
          return found;
        },
        found -> {
          System.arraycopy(found, 0, distances, done[0], found.length);
          done[0] += found.length;
        });
    return distances;
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
