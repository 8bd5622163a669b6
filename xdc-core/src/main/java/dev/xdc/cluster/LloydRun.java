package dev.xdc.cluster;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import dev.xdc.engine.Ranges;
import dev.xdc.engine.RowChunks;
import dev.xdc.feature.FeatureRows;
import java.nio.FloatBuffer;
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
  private final boolean onDevice;
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
    onDevice = features.manager().getDevice().isGpu();
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
    if (onDevice) {
      sums.clear();
    }
    try (NearestCentroids nearest = new NearestCentroids(features, centroids)) {
      features.forEach(
          chunkRows,
          (chunk, first) -> {
            if (onDevice) {
              NDArray found = nearest.of(chunk);
              keep(found.toLongArray(), first);
              sums.addOnDevice(chunk, found, labels, first);
            } else {
              // What does not fill a picture of the product goes by itself.
              int rows = Math.toIntExact(chunk.getShape().get(0));
              int whole = rows - rows % NearestCentroids.PICTURE_ROWS;
              if (whole > 0 && whole < rows) {
                assign(nearest, chunk.get(new NDIndex("{}:{}", 0, whole)), first);
                assign(nearest, chunk.get(new NDIndex("{}:{}", whole, rows)), first + whole);
              } else {
                assign(nearest, chunk, first);
              }
            }
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
   * Finds the rows whose centroid is no longer a nearest one. The least score of each row comes
   * from the engine; where it is that of the present cluster, there is nothing to search.
   */
  private void assign(NearestCentroids nearest, NDArray chunk, int first) {
    NDArray scores = nearest.scores(chunk);
    FloatBuffer values = RowChunks.values(scores);
    float[] least = scores.min(new int[] {1}).toFloatArray();
    int[] moved = new int[least.length];
    int[] from = new int[least.length];
    int[] to = new int[least.length];
    float[] row = new float[centroids.length];
    int count = 0;
    for (int i = 0; i < least.length; i++) {
      int label = labels[first + i];
      if (label < 0 || values.get(i * row.length + label) != least[i]) {
        values.get(i * row.length, row);
        moved[count] = i;
        from[count] = label;
        to[count] = find(least[i], row);
        labels[first + i] = to[count];
        count++;
      }
    }
    relabelled |= count > 0;
    sums.move(chunk, moved, from, to, count, centroids);
  }

  private static int find(float value, float[] row) {
    int c = 0;
    while (c < row.length - 1 && row[c] != value) {
      c++;
    }
    return c;
  }

  /**
   * Writes the nearest centroid of each row to {@code labels}, the first of equally near ones.
   *
   * @return the sum of the squared distances to them
   */
  static double label(FeatureRows features, int chunkRows, float[][] centroids, int[] labels) {
    double[] inertia = {0};
    double[] distances = new double[Math.min(chunkRows, labels.length)];
    try (NearestCentroids nearest = new NearestCentroids(features, centroids)) {
      features.forEach(
          chunkRows,
          (chunk, first) -> {
            long[] found = nearest.of(chunk).toLongArray();
            for (int i = 0; i < found.length; i++) {
              labels[first + i] = (int) found[i];
            }
            FloatBuffer values = RowChunks.values(chunk);
            Ranges.forEach(
                found.length,
                64,
                (from, end) -> {
                  float[] row = new float[features.width()];
                  for (int i = from; i < end; i++) {
                    values.get(i * row.length, row);
                    distances[i] = squaredDistance(row, centroids[labels[first + i]]);
                  }
                });
            for (int i = 0; i < found.length; i++) {
              inertia[0] += distances[i];
            }
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
