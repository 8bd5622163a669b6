package dev.xdc.cluster;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.xdc.engine.RowChunks;
import dev.xdc.feature.FeatureRows;
import java.util.Arrays;

/** One run of Lloyd's algorithm (1982) from given centroids, with repair of empty clusters. */
final class LloydRun {

  private final FeatureRows features;
  private final int chunkRows;
  private final float[][] centroids;
  private final int[] labels;
  private final int[] sizes;
  private final double[][] shifts;
  private boolean relabelled;

  LloydRun(FeatureRows features, float[][] seeds, int chunkRows) {
    this.features = features;
    this.chunkRows = chunkRows;
    centroids = seeds;
    labels = new int[features.rows()];
    Arrays.fill(labels, -1);
    sizes = new int[seeds.length];
    shifts = new double[seeds.length][seeds[0].length];
  }

  /**
   * Iterates until no cluster is empty and either no row changes its cluster or an update lowers
   * the inertia by at most {@code enough}; {@code limit} times at most.
   */
  ClusterAssignment run(int limit, double enough) {
    int repaired = 0;
    int iterations = 0;
    boolean settled = false;
    while (iterations < limit && !settled) {
      iterations++;
      assignAndSum();
      double gain = moveToMeans();
      int fixed = 0;
      if (hasEmpty()) {
        fixed = new EmptyClusterRepair(features, chunkRows, labels, centroids, sizes).repair();
        repaired += fixed;
      }
      settled = fixed == 0 && (!relabelled || gain <= enough);
    }
    // Once more, so that labels and centroids of the result belong together.
    double inertia = assignAndMeasure();
    return new ClusterAssignment(labels, centroids, inertia, iterations, repaired);
  }

  /**
   * Fills {@code shifts} with the sum of x - c over the rows x of the cluster of each centroid c.
   */
  private void assignAndSum() {
    relabelled = false;
    Arrays.fill(sizes, 0);
    for (double[] sum : shifts) {
      Arrays.fill(sum, 0);
    }
    float[][] chunkShifts = new float[shifts.length][shifts[0].length];
    try (NearestCentroids nearest = new NearestCentroids(features, centroids)) {
      features.forEach(
          chunkRows,
          (chunk, first) -> {
            NDArray found = nearest.of(chunk);
            keepLabels(found, first);
            if (chunk.getDevice().isGpu()) {
              sumOnDevice(chunk, found);
            } else {
              sumInJava(chunk, first, chunkShifts);
            }
          });
    }
    if (features.manager().getDevice().isGpu()) {
      subtractCentroids();
    }
  }

  private void keepLabels(NDArray found, int first) {
    long[] values = found.toLongArray();
    for (int i = 0; i < values.length; i++) {
      int label = (int) values[i];
      relabelled |= labels[first + i] != label;
      labels[first + i] = label;
      sizes[label]++;
    }
  }

  /** On the CPU: half the time of a second matrix product. */
  private void sumInJava(NDArray chunk, int first, float[][] chunkShifts) {
    RowChunks.forEachRow(
        chunk,
        (i, row) -> {
          // Differences, since sums of values of one sign lose their last digits: the mean of
          // 1,000 rows of 0.1 would be off by more than 1e-6 of it.
          float[] sum = chunkShifts[labels[first + i]];
          float[] centroid = centroids[labels[first + i]];
          for (int d = 0; d < row.length; d++) {
            sum[d] += row[d] - centroid[d];
          }
        });
    // FLOAT32 within a chunk, which the compiler vectorises; double across chunks.
    for (int c = 0; c < shifts.length; c++) {
      for (int d = 0; d < shifts[c].length; d++) {
        shifts[c][d] += chunkShifts[c][d];
      }
      Arrays.fill(chunkShifts[c], 0);
    }
  }

  /** On other devices: the rows stay there, K x D sums come back. */
  private void sumOnDevice(NDArray chunk, NDArray found) {
    float[] values = oneHotSums(chunk, found, shifts.length).toFloatArray();
    int width = shifts[0].length;
    for (int i = 0; i < values.length; i++) {
      shifts[i / width][i % width] += values[i];
    }
  }

  private void subtractCentroids() {
    for (int c = 0; c < shifts.length; c++) {
      for (int d = 0; d < shifts[c].length; d++) {
        shifts[c][d] -= (double) sizes[c] * centroids[c][d];
      }
    }
  }

  /** Returns the sums of the rows of each cluster, shape (K, D). */
  static NDArray oneHotSums(NDArray chunk, NDArray found, int k) {
    NDArray members = found.oneHot(k, DataType.FLOAT32).transpose();
    return members.matMul(chunk);
  }

  /** Returns by how much the move lowers the inertia of the present labels. */
  private double moveToMeans() {
    double gain = 0;
    for (int c = 0; c < shifts.length; c++) {
      if (sizes[c] > 0) {
        double moved = 0;
        for (int d = 0; d < shifts[c].length; d++) {
          float mean = (float) (centroids[c][d] + shifts[c][d] / sizes[c]);
          double step = mean - centroids[c][d];
          moved += step * step;
          centroids[c][d] = mean;
        }
        gain += sizes[c] * moved;
      }
    }
    return gain;
  }

  private boolean hasEmpty() {
    for (int size : sizes) {
      if (size == 0) {
        return true;
      }
    }
    return false;
  }

  private double assignAndMeasure() {
    double[] inertia = {0};
    Arrays.fill(sizes, 0);
    try (NearestCentroids nearest = new NearestCentroids(features, centroids)) {
      features.forEach(
          chunkRows,
          (chunk, first) -> {
            keepLabels(nearest.of(chunk), first);
            RowChunks.forEachRow(
                chunk,
                (i, row) -> inertia[0] += squaredDistance(row, centroids[labels[first + i]]));
          });
    }
    return inertia[0];
  }

  /** Returns |a - b|^2, from the differences: exact where the expanded product would cancel. */
  static double squaredDistance(float[] a, float[] b) {
    // Four shifts, since one would wait for itself at every addition.
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int d = 0;
    for (; d + 3 < a.length; d += 4) {
      double d0 = a[d] - b[d];
      double d1 = a[d + 1] - b[d + 1];
      double d2 = a[d + 2] - b[d + 2];
      double d3 = a[d + 3] - b[d + 3];
      s0 += d0 * d0;
      s1 += d1 * d1;
      s2 += d2 * d2;
      s3 += d3 * d3;
    }
    for (; d < a.length; d++) {
      double d0 = a[d] - b[d];
      s0 += d0 * d0;
    }
    return s0 + s1 + s2 + s3;
  }
}
