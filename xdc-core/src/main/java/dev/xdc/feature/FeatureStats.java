package dev.xdc.feature;

import ai.djl.ndarray.NDArray;
import dev.xdc.internal.engine.RowChunks;
import java.io.Serializable;
import java.util.Arrays;

/**
 * Mean and variance of each feature column. Making one is also the check that features are fit for
 * use: a matrix of finite numbers.
 *
 * @param rows N
 * @param mean the mean of each of the D columns
 * @param variance the population variance (divided by N) of each column
 */
public record FeatureStats(int rows, double[] mean, double[] variance) implements Serializable {

  static final int CHUNK_ROWS = 4096;

  /**
   * Reads {@code features} once.
   *
   * <p>Chunks are summed in FLOAT32 on the device and joined in double by the update of Chan, Golub
   * and LeVeque (1979), which loses nothing when the mean is large against the spread, as it is
   * after a ReLU.
   *
   * @throws IllegalArgumentException if a value is not finite; the message names its row and value
   */
  public static FeatureStats of(FeatureRows features) {
    return of(features, 0);
  }

  /**
   * Reads a part of some rows.
   *
   * @param firstRow its first row among all, for messages
   */
  static FeatureStats of(FeatureRows features, int firstRow) {
    int width = features.width();
    double[] mean = new double[width];
    double[] squares = new double[width];
    int[] seen = {0};
    features.collect(
        CHUNK_ROWS,
        (chunk, first) -> sums(chunk, firstRow + first),
        sums -> {
          join(mean, squares, sums, seen[0]);
          seen[0] += sums.rows;
        });
    int rows = features.rows();
    for (int d = 0; d < width; d++) {
      squares[d] /= rows;
    }
    return new FeatureStats(rows, mean, squares);
  }

  /**
   * Reads an array of shape (N, D), FLOAT32, N at least 1.
   *
   * @throws IllegalArgumentException if shape or type differ, or a value is not finite
   */
  public static FeatureStats of(NDArray features) {
    return of(FeatureRows.of(features));
  }

  /**
   * Column sums of a chunk.
   *
   * @param means rounded to FLOAT32
   * @param rests the means of what the rows exceed these by
   * @param squares sums of the squares of that
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Sums(int rows, float[] means, float[] rests, float[] squares) {}

  private static Sums sums(NDArray chunk, int first) {
    NDArray mean = chunk.mean(new int[] {0});
    NDArray centred = chunk.sub(mean);
    float[] rests = centred.mean(new int[] {0}).toFloatArray();
    float[] squares = centred.square().sum(new int[] {0}).toFloatArray();
    for (float square : squares) {
      if (!Float.isFinite(square)) {
        throw notFinite(chunk, first);
      }
    }
    return new Sums(Math.toIntExact(chunk.getShape().get(0)), mean.toFloatArray(), rests, squares);
  }

  private static void join(double[] mean, double[] squares, Sums chunk, int seen) {
    double rows = chunk.rows;
    for (int d = 0; d < mean.length; d++) {
      // The rounding of the mean is added back: sum((x - m)^2) = sum((x - r)^2) - n (m - r)^2.
      double rest = chunk.rests[d];
      double delta = chunk.means[d] + rest - mean[d];
      mean[d] += delta * rows / (seen + rows);
      squares[d] +=
          Math.max(0, chunk.squares[d] - rows * rest * rest)
              + delta * delta * seen * rows / (seen + rows);
    }
  }

  /** Returns the same of these rows and {@code next} ones. */
  public FeatureStats joined(FeatureStats next) {
    int all = Math.addExact(rows, next.rows);
    double[] means = mean.clone();
    double[] variances = new double[means.length];
    for (int d = 0; d < means.length; d++) {
      double delta = next.mean[d] - mean[d];
      means[d] += delta * next.rows / all;
      double squares = variance[d] * rows + next.variance[d] * next.rows;
      variances[d] = (squares + delta * delta * rows * next.rows / all) / all;
    }
    return new FeatureStats(all, means, variances);
  }

  private static IllegalArgumentException notFinite(NDArray chunk, int first) {
    String[] message = {
      "features from row " + first + " on are too large: the square of a value exceeds FLOAT32"
    };
    boolean[] found = {false};
    RowChunks.forEachRow(
        chunk,
        (i, row) -> {
          for (int d = 0; d < row.length && !found[0]; d++) {
            if (!Float.isFinite(row[d])) {
              found[0] = true;
              message[0] =
                  "features must be finite: row " + (first + i) + ", column " + d + " is " + row[d];
            }
          }
        });
    return new IllegalArgumentException(message[0]);
  }

  /** Returns D. */
  public int width() {
    return mean.length;
  }

  /**
   * Returns the sum of the squared distances of the rows to their mean: the inertia of one cluster.
   */
  public double spread() {
    return rows * Arrays.stream(variance).sum();
  }

  @Override
  public String toString() {
    return "FeatureStats[N=" + rows + ", D=" + width() + ", spread=" + spread() + "]";
  }
}
