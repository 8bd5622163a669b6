package dev.xdc.cluster;

import dev.xdc.feature.FeatureRows;
import dev.xdc.internal.engine.RowChunks;

/**
 * Gives empty clusters new centroids: the cluster of largest inertia is split in two.
 *
 * <p>Its centroid c becomes c + e and c - e, with e a sixteenth of the way to its farthest row. In
 * many dimensions a row taken as the new centroid would win nothing but itself, since the mean is
 * nearer to all others; two centroids close to the mean share the cluster between them. This is the
 * remedy of faiss and so of DeepCluster, with two differences: the donor is the cluster with most
 * to gain, not one drawn by its number of rows, so that a heap of equal rows (silent clips) is
 * never chosen; and the direction comes from the data, so that it does not depend on where the
 * origin lies.
 *
 * <p>A cluster is split once in an iteration; empty clusters beyond the number of donors wait for
 * the next. With fewer different rows than clusters there is no donor, and clusters stay empty.
 */
final class EmptyClusterRepair {

  private static final float STEP = 1 / 16f;

  private final float[][] centroids;
  private final int[] sizes;
  private final double[] inertia;
  private final double[] farthest;
  private final float[][] farthestRow;

  /** Measures the clusters: one pass over the rows. */
  EmptyClusterRepair(
      FeatureRows features, int chunkRows, int[] labels, float[][] centroids, int[] sizes) {
    this.centroids = centroids;
    this.sizes = sizes;
    inertia = new double[sizes.length];
    farthest = new double[sizes.length];
    farthestRow = new float[sizes.length][];
    features.forEach(
        chunkRows,
        (chunk, first) -> RowChunks.forEachRow(chunk, (i, row) -> measure(labels[first + i], row)));
  }

  private void measure(int cluster, float[] row) {
    double distance = LloydRun.squaredDistance(row, centroids[cluster]);
    inertia[cluster] += distance;
    if (distance > farthest[cluster]) {
      farthest[cluster] = distance;
      farthestRow[cluster] = row.clone();
    }
  }

  /** Moves the centroids of empty clusters and returns how many were moved. */
  int repair() {
    int repaired = 0;
    for (int c = 0; c < sizes.length; c++) {
      if (sizes[c] == 0) {
        int donor = donor();
        if (donor < 0) {
          break;
        }
        split(donor, c);
        repaired++;
      }
    }
    return repaired;
  }

  private int donor() {
    int best = -1;
    for (int c = 0; c < sizes.length; c++) {
      if (inertia[c] > 0 && (best < 0 || inertia[c] > inertia[best]) && isSplittable(c)) {
        best = c;
      }
    }
    return best;
  }

  /** Equal rows are a rounding error away from their mean: three millionths of their length. */
  private boolean isSplittable(int cluster) {
    float[] row = farthestRow[cluster];
    return farthest[cluster] > 1e-11 * LloydRun.squaredDistance(row, new float[row.length]);
  }

  private void split(int donor, int empty) {
    float[] row = farthestRow[donor];
    for (int d = 0; d < row.length; d++) {
      float step = STEP * (row[d] - centroids[donor][d]);
      centroids[empty][d] = centroids[donor][d] + step;
      centroids[donor][d] -= step;
    }
    inertia[donor] = 0;
  }
}
