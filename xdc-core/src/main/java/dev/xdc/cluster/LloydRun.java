package dev.xdc.cluster;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.xdc.engine.RowChunks;
import java.util.Arrays;

/** One run of Lloyd's algorithm (1982) from given centroids, with repair of empty clusters. */
final class LloydRun {

  private final NDArray features;
  private final int chunkRows;
  private final float[][] centroids;
  private final int[] labels;
  private final int[] sizes;
  private final double[][] sums;

  LloydRun(NDArray features, float[][] seeds, int chunkRows) {
    this.features = features;
    this.chunkRows = chunkRows;
    centroids = seeds;
    labels = new int[Math.toIntExact(features.getShape().get(0))];
    sizes = new int[seeds.length];
    sums = new double[seeds.length][seeds[0].length];
  }

  /**
   * Iterates until an update lowers the inertia by at most {@code enough} and no cluster is empty,
   * or {@code limit} times.
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
      settled = fixed == 0 && gain <= enough;
    }
    // Once more, so that labels and centroids of the result belong together.
    double inertia = assignAndMeasure();
    return new ClusterAssignment(labels, centroids, inertia, iterations, repaired);
  }

  private void assignAndSum() {
    for (int c = 0; c < sizes.length; c++) {
      sizes[c] = 0;
      Arrays.fill(sums[c], 0);
    }
    float[][] chunkSums = new float[sums.length][sums[0].length];
    try (NearestCentroids nearest = new NearestCentroids(features, centroids)) {
      RowChunks.forEach(
          features,
          chunkRows,
          (chunk, first) -> {
            NDArray found = nearest.of(chunk);
            keepLabels(found, first);
            if (chunk.getDevice().isGpu()) {
              sumOnDevice(chunk, found);
            } else {
              sumInJava(chunk, first, chunkSums);
            }
          });
    }
  }

  private void keepLabels(NDArray found, int first) {
    long[] values = found.toLongArray();
    for (int i = 0; i < values.length; i++) {
      labels[first + i] = (int) values[i];
      sizes[labels[first + i]]++;
    }
  }

  /** On the CPU: half the time of a second matrix product. */
  private void sumInJava(NDArray chunk, int first, float[][] chunkSums) {
    RowChunks.forEachRow(
        chunk,
        (i, row) -> {
          float[] sum = chunkSums[labels[first + i]];
          for (int d = 0; d < row.length; d++) {
            sum[d] += row[d];
          }
        });
    // FLOAT32 within a chunk, which the compiler vectorises; double across chunks, which keeps the
    // digits.
    for (int c = 0; c < sums.length; c++) {
      for (int d = 0; d < sums[c].length; d++) {
        sums[c][d] += chunkSums[c][d];
      }
      Arrays.fill(chunkSums[c], 0);
    }
  }

  /** On other devices: the rows stay there, K x D sums come back. */
  private void sumOnDevice(NDArray chunk, NDArray found) {
    float[] values = oneHotSums(chunk, found, sums.length).toFloatArray();
    int width = sums[0].length;
    for (int i = 0; i < values.length; i++) {
      sums[i / width][i % width] += values[i];
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
    for (int c = 0; c < sums.length; c++) {
      if (sizes[c] > 0) {
        double moved = 0;
        for (int d = 0; d < sums[c].length; d++) {
          float mean = (float) (sums[c][d] / sizes[c]);
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
    try (NearestCentroids nearest = new NearestCentroids(features, centroids)) {
      RowChunks.forEach(
          features,
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
    // Four sums, since one would wait for itself at every addition.
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
