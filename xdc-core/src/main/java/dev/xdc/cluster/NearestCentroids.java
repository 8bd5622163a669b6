package dev.xdc.cluster;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import dev.xdc.feature.FeatureRows;
import dev.xdc.internal.engine.RowChunks;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Set;
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

  /** Rows of a picture of the convolution below. */
  private static final int PICTURE_ROWS = 64;

  /** So that threads have equally much to do. */
  private static final int LEAST_CHUNKS = 16;

  /** PyTorch asks oneDNN for 1 x 1 convolutions from 16 pictures on. */
  private static final int LEAST_ROWS = 16 * PICTURE_ROWS;

  private static final boolean X86 =
      Set.of("amd64", "x86_64").contains(System.getProperty("os.arch", ""));

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
    factors = scope.create(minusTwice, new Shape(k, width, 1, 1));
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
    int chunk = Math.min(most, Math.max(LEAST_ROWS, rows / LEAST_CHUNKS));
    return chunk < PICTURE_ROWS ? chunk : chunk - chunk % PICTURE_ROWS;
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
   * <p>On x86 CPUs the product is asked for as a 1 x 1 convolution, which goes to oneDNN: twice as
   * fast on an AMD CPU with AVX-512, where the matrix product of this PyTorch (MKL) uses AVX2 only.
   */
  NDArray scores(NDArray chunk) {
    long rows = chunk.getShape().get(0);
    long width = chunk.getShape().get(1);
    if (!X86
        || chunk.getDevice().isGpu()
        || rows % PICTURE_ROWS != 0
        || rows < LEAST_ROWS
        || !isRight(factors.getShape().get(0), width)) {
      NDArray scores = chunk.matMul(factors.reshape(factors.getShape().get(0), width).transpose());
      return scores.addi(offsets);
    }
    NDArray pictures = chunk.reshape(rows / PICTURE_ROWS, PICTURE_ROWS, 1, width);
    return Conv2d.conv2d(
            pictures.transpose(0, 3, 1, 2),
            factors,
            offsets,
            new Shape(1, 1),
            new Shape(0, 0),
            new Shape(1, 1),
            1)
        .get(0)
        .transpose(0, 2, 3, 1)
        .reshape(rows, factors.getShape().get(0));
  }

  /**
   * Whether oneDNN's convolution is right. On an AMD EPYC with AVX-512 (PyTorch 2.7.1) it is wrong
   * by a tenth to a third for 33 to 45, 65 to 80, 97 to 112, ... 416 and 992 centroids, and 32
   * centroids or fewer of width 512 end the JVM now and then.
   */
  private static boolean isRight(long centroids, long width) {
    return centroids <= 32
        ? centroids > 1 && width <= 256
        : centroids >= 64 && Long.bitCount(centroids) == 1;
  }

  /** Returns the nearest centroid of each row of {@code chunk}, see {@link #search}. */
  private int[] of(NDArray chunk, int[] before) {
    if (chunk.getDevice().isGpu()) {
      return LongStream.of(of(chunk).toLongArray()).mapToInt(c -> (int) c).toArray();
    }
    int rows = before.length;
    int[] found = new int[rows];
    // What does not fill a picture of the product goes by itself.
    int whole = rows - rows % PICTURE_ROWS;
    for (int[] part : new int[][] {{0, whole}, {whole, rows}}) {
      if (part[0] < part[1]) {
        FloatBuffer scores =
            RowChunks.values(scores(chunk.get(new NDIndex("{}:{}", part[0], part[1]))));
        float[] row = new float[Math.toIntExact(offsets.size())];
        for (int i = part[0]; i < part[1]; i++) {
          scores.get((i - part[0]) * row.length, row);
          found[i] = least(row, Math.max(0, before[i]));
        }
      }
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
