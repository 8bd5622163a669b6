package dev.xdc.feature;

import ai.djl.ndarray.NDArray;
import dev.xdc.engine.RowChunks;
import java.util.Arrays;

/**
 * Mean and variance of each feature column. Making one is also the check that features are fit for
 * use: a matrix of finite numbers.
 *
 * @param rows N
 * @param mean the mean of each of the D columns
 * @param variance the population variance (divided by N) of each column
 */
public record FeatureStats(int rows, double[] mean, double[] variance) {

  private static final int CHUNK_ROWS = 4096;

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
    int width = features.width();
    double[] mean = new double[width];
    double[] squares = new double[width];
    features.forEach(CHUNK_ROWS, (chunk, first) -> join(mean, squares, chunk, first));
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

  private static void join(double[] mean, double[] squares, NDArray chunk, int seen) {
    double rows = chunk.getShape().get(0);
    NDArray chunkMean = chunk.mean(new int[] {0});
    NDArray centred = chunk.sub(chunkMean);
    float[] means = chunkMean.toFloatArray();
    // The rounding of the mean is added back: sum((x - m)^2) = sum((x - r)^2) - n (m - r)^2.
    float[] rests = centred.mean(new int[] {0}).toFloatArray();
    float[] sums = centred.square().sum(new int[] {0}).toFloatArray();
    for (int d = 0; d < mean.length; d++) {
      if (!Float.isFinite(sums[d])) {
        throw notFinite(chunk, seen);
      }
      double exact = (double) means[d] + rests[d];
      double delta = exact - mean[d];
      mean[d] += delta * rows / (seen + rows);
      squares[d] +=
          Math.max(0, sums[d] - rows * rests[d] * rests[d])
              + delta * delta * seen * rows / (seen + rows);
    }
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
