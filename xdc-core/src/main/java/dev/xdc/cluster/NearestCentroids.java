package dev.xdc.cluster;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xdc.feature.FeatureRows;
import dev.xdc.internal.engine.OneDnn;
import dev.xdc.internal.engine.RowChunks;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * The nearest of K centroids for many rows, by one matrix product.
 *
 * <p>With m the mean of the centroids and c' = c - m, the order of |x - c|^2 over the centroids is
 * that of |c'|^2 + 2 m.c' - 2 x.c'. The shift by m costs nothing and matters: features behind a
 * ReLU lie far from the origin and close together, and |c|^2 - 2 x.c would lose their differences
 * in the seven digits of FLOAT32.
 */
final class NearestCentroids implements AutoCloseable {

  /** So that threads have equally much to do. */
  private static final int LEAST_CHUNKS = 16;

  /** So that a chunk is worth a call. */
  private static final int LEAST_ROWS = 1_024;

  private final NDManager scope;
  private final NDArray factors;
  private final NDArray offsets;

  /** Puts {@code centroids} on the device of {@code features}. */
  NearestCentroids(FeatureRows features, float[][] centroids) {
    this(features, centroids, new float[centroids.length]);
  }

  /**
   * Puts {@code centroids} on the device of {@code features}.
   *
   * @param bonus for each centroid what is taken off its squared distances
   */
  NearestCentroids(FeatureRows features, float[][] centroids, float[] bonus) {
    int k = centroids.length;
    int width = centroids[0].length;
    if (features.width() != width) {
      throw new IllegalArgumentException(
          "features are of width " + features.width() + ", the centroids of width " + width);
    }
    double[] mean = new double[width];
    for (float[] centroid : centroids) {
      for (int d = 0; d < width; d++) {
        mean[d] += centroid[d] / (double) k;
      }
    }
    float[] minusTwice = new float[k * width];
    float[] offset = new float[k];
    for (int c = 0; c < k; c++) {
      double sum = 0;
      for (int d = 0; d < width; d++) {
        float shifted = (float) (centroids[c][d] - mean[d]);
        minusTwice[c * width + d] = -2 * shifted;
        sum += shifted * (shifted + 2 * mean[d]);
      }
      offset[c] = (float) (sum - bonus[c]);
    }
    scope = features.manager().newSubManager();
    factors = scope.create(minusTwice, new Shape(k, width));
    offsets = scope.create(offset);
  }

  /** Takes the nearest centroids of a chunk. */
  @FunctionalInterface
  interface FoundVisitor<T> {
    /**
     * Makes something of a chunk.
     *
     * @param chunk closed after the call, with all that is attached to its manager
     * @param before the label of each of its rows before the search
     * @param found the nearest centroid of each
     */
    T visit(NDArray chunk, int[] before, int[] found);
  }

  /**
   * Labels all rows with their nearest centroid, on the CPU several chunks side by side.
   *
   * @param chunkRows the largest number of rows compared at once
   * @param labels the centroid of each row so far, kept on the CPU where no other is nearer; else
   *     the first of equally near ones takes its place. -1 for none
   * @param work is called from several threads
   * @param inOrder gets what was made of the first chunk, then of the second and so on
   */
  static <T> void search(
      FeatureRows features,
      float[][] centroids,
      int chunkRows,
      int[] labels,
      FoundVisitor<T> work,
      Consumer<T> inOrder) {
    search(features, centroids, new float[centroids.length], chunkRows, labels, work, inOrder);
  }

  /**
   * Labels all rows as the other method does.
   *
   * @param bonus for each centroid what is taken off its squared distances
   */
  static <T> void search(
      FeatureRows features,
      float[][] centroids,
      float[] bonus,
      int chunkRows,
      int[] labels,
      FoundVisitor<T> work,
      Consumer<T> inOrder) {
    int exact = chunkRows(chunkRows, features.rows());
    searchChunks(features, centroids, bonus, exact, labels, work, inOrder);
  }

  /**
   * Returns how many rows are compared at once.
   *
   * @param most the largest number
   * @param rows N
   */
  static int chunkRows(int most, int rows) {
    return Math.min(most, Math.max(LEAST_ROWS, rows / LEAST_CHUNKS));
  }

  /**
   * Labels all rows as the other method does.
   *
   * @param chunkRows how many rows are compared at once: the product of a chunk may depend in its
   *     last digits on where it begins and ends
   */
  static <T> void searchChunks(
      FeatureRows features,
      float[][] centroids,
      float[] bonus,
      int chunkRows,
      int[] labels,
      FoundVisitor<T> work,
      Consumer<T> inOrder) {
    try (NearestCentroids nearest = new NearestCentroids(features, centroids, bonus)) {
      features.collect(
          chunkRows,
          (chunk, first) -> {
            int rows = Math.toIntExact(chunk.getShape().get(0));
            int[] before = Arrays.copyOfRange(labels, first, first + rows);
            int[] found = nearest.of(chunk, before);
            System.arraycopy(found, 0, labels, first, rows);
            return work.visit(chunk, before, found);
          },
          inOrder);
    }
  }

  /**
   * Returns for each row of {@code chunk} and each centroid their squared distance less its bonus
   * and less what is the same for all centroids, shape (n, K).
   *
   * <p>On x86 CPUs the product is oneDNN's: twice as fast on an AMD CPU with AVX-512, where the
   * matrix product of this PyTorch (MKL) uses AVX2 only.
   */
  NDArray scores(NDArray chunk) {
    return !chunk.getDevice().isGpu() && OneDnn.isAvailable()
        ? OneDnn.linear(chunk, factors, offsets)
        : chunk.matMul(factors.transpose()).addi(offsets);
  }

  /** Returns the nearest centroid of each row of {@code chunk}, see {@link #search}. */
  private int[] of(NDArray chunk, int[] before) {
    if (chunk.getDevice().isGpu()) {
      return LongStream.of(of(chunk).toLongArray()).mapToInt(c -> (int) c).toArray();
    }
    int rows = before.length;
    int[] found = new int[rows];
    FloatBuffer scores = RowChunks.values(scores(chunk));
    float[] row = new float[Math.toIntExact(offsets.size())];
    for (int i = 0; i < rows; i++) {
      scores.get(i * row.length, row);
      found[i] = least(row, Math.max(0, before[i]));
    }
    return found;
  }

  /** Returns where the least value is: at {@code label} if it is there, else the first place. */
  private static int least(float[] values, int label) {
    float least = values[label];
    int place = label;
    for (int c = 0; c < values.length; c++) {
      if (values[c] < least) {
        least = values[c];
        place = c;
      }
    }
    return place;
  }

  /**
   * Returns the nearest centroid of each row of {@code chunk}, INT64, the first of equally near
   * ones, without leaving its device.
   */
  NDArray of(NDArray chunk) {
    return scores(chunk).argMin(1);
  }

  @Override
  public void close() {
    scope.close();
  }
}
