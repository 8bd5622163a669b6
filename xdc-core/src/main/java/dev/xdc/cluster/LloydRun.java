package dev.xdc.cluster;

import dev.xdc.feature.FeatureRows;
import dev.xdc.internal.engine.RowChunks;
import java.util.Arrays;
import java.util.stream.IntStream;

/** One run of Lloyd's algorithm (1982) from given centroids, with repair of empty clusters. */
final class LloydRun {

  private final FeatureRows features;
  private final LloydPasses passes;
  private final int chunkRows;
  private final boolean unit;
  private final float[][] centroids;
  private final int[] labels;
  private final ClusterSums sums;

  /**
   * Prepares a run.
   *
   * @param seeds the first centroids; changed by the run
   * @param unit whether rows and centroids are of length 1
   */
  LloydRun(FeatureRows features, float[][] seeds, int chunkRows, boolean unit) {
    this(features, LocalPasses.of(features, chunkRows), seeds, chunkRows, unit);
  }

  /**
   * Prepares a run.
   *
   * @param passes over the rows; the other parameters are those of the other constructor
   */
  LloydRun(FeatureRows features, LloydPasses passes, float[][] seeds, int chunkRows, boolean unit) {
    this.features = features;
    this.passes = passes;
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
      boolean relabelled = passes.assign(centroids, labels, sums);
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
    double inertia = passes.label(centroids, labels);
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
    int exact = NearestCentroids.chunkRows(chunkRows, features.rows());
    return labelChunks(features, exact, centroids, bonus, labels);
  }

  /**
   * Labels rows as the other method does.
   *
   * @param chunkRows as {@link NearestCentroids#chunkRows} has it
   */
  static double labelChunks(
      FeatureRows features, int chunkRows, float[][] centroids, float[] bonus, int[] labels) {
    double[] inertia = {0};
    Arrays.fill(labels, -1);
    NearestCentroids.searchChunks(
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
