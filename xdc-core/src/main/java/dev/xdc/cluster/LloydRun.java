package dev.xdc.cluster;

import ai.djl.ndarray.NDArray;
import dev.xdc.feature.FeatureRows;
import dev.xdc.internal.engine.RowChunks;
import java.util.Arrays;
import java.util.stream.IntStream;

/** One run of Lloyd's algorithm (1982) from given centroids, with repair of empty clusters. */
final class LloydRun {

  private final FeatureRows features;
  private final int chunkRows;
  private final boolean unit;
  private final float[][] centroids;
  private final int[] labels;
  private final ClusterSums sums;
  private boolean relabelled;

  /**
   * Prepares a run.
   *
   * @param seeds the first centroids; changed by the run
   * @param unit whether rows and centroids are of length 1
   */
  LloydRun(FeatureRows features, float[][] seeds, int chunkRows, boolean unit) {
    this.features = features;
    this.chunkRows = chunkRows;
    this.unit = unit;
    centroids = seeds;
    labels = new int[features.rows()];
    Arrays.fill(labels, -1);
    sums = new ClusterSums(seeds.length, seeds[0].length);
    if (unit) {
      normalise();
    }
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
      assign();
      double gain = sums.moveToMeans(centroids, unit);
      int fixed = 0;
      if (IntStream.of(sums.sizes()).anyMatch(size -> size == 0)) {
        fixed =
            new EmptyClusterRepair(features, chunkRows, labels, centroids, sums.sizes()).repair();
        repaired += fixed;
        if (unit && fixed > 0) {
          normalise();
        }
      }
      settled = fixed == 0 && (!relabelled || gain <= enough);
    }
    // Once more, so that labels and centroids of the result belong together.
    double inertia = label(features, chunkRows, centroids, labels);
    return new ClusterAssignment(labels, centroids, inertia, iterations, repaired);
  }

  /** Gives all centroids length 1; one of zeros, which a row of zeros made, takes any direction. */
  private void normalise() {
    for (int c = 0; c < centroids.length; c++) {
      float[] centroid = centroids[c];
      double norm = Math.sqrt(squaredDistance(centroid, new float[centroid.length]));
      for (int d = 0; d < centroid.length; d++) {
        centroid[d] = (float) (norm > 0 ? centroid[d] / norm : d == c % centroid.length ? 1 : 0);
      }
    }
  }

  private void assign() {
    relabelled = false;
    if (features.manager().getDevice().isGpu()) {
      assignOnDevice();
    } else {
      NearestCentroids.search(
          features,
          centroids,
          chunkRows,
          labels,
          (chunk, before, found) -> ClusterSums.Change.of(chunk, before, found, centroids),
          change -> {
            relabelled |= change.any();
            sums.add(change, centroids);
          });
    }
  }

  private void assignOnDevice() {
    sums.clear();
    try (NearestCentroids nearest = new NearestCentroids(features, centroids)) {
      features.forEach(
          chunkRows,
          (chunk, first) -> {
            NDArray found = nearest.of(chunk);
            keep(found.toLongArray(), first);
            sums.addOnDevice(chunk, found, labels, first);
          });
    }
  }

  private void keep(long[] found, int first) {
    for (int i = 0; i < found.length; i++) {
      relabelled |= labels[first + i] != found[i];
      labels[first + i] = (int) found[i];
    }
  }

  /**
   * Writes the nearest centroid of each row to {@code labels}, the first of equally near ones.
   *
   * @return the sum of the squared distances to them
   */
  static double label(FeatureRows features, int chunkRows, float[][] centroids, int[] labels) {
    return label(features, chunkRows, centroids, new float[centroids.length], labels);
  }

  /**
   * Labels rows as the other method does.
   *
   * @param bonus for each centroid what is taken off its squared distances when the least is looked
   *     for; the inertia is without it
   */
  static double label(
      FeatureRows features, int chunkRows, float[][] centroids, float[] bonus, int[] labels) {
    double[] inertia = {0};
    Arrays.fill(labels, -1);
    NearestCentroids.search(
        features,
        centroids,
        bonus,
        chunkRows,
        labels,
        (chunk, before, found) -> {
          double[] sum = {0};
          RowChunks.forEachRow(
              chunk, (i, row) -> sum[0] += squaredDistance(row, centroids[found[i]]));
          return sum[0];
        },
        sum -> inertia[0] += sum);
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
