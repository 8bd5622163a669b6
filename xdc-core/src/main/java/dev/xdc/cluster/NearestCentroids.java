package dev.xdc.cluster;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import dev.xdc.feature.FeatureRows;
import java.util.Set;

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
  static final int PICTURE_ROWS = 64;

  /** PyTorch asks oneDNN for 1 x 1 convolutions from 16 pictures on. */
  private static final int LEAST_ROWS = 16 * PICTURE_ROWS;

  private static final boolean X86 =
      Set.of("amd64", "x86_64").contains(System.getProperty("os.arch", ""));

  private final NDManager scope;
  private final NDArray factors;
  private final NDArray offsets;

  /** Puts {@code centroids} on the device of {@code features}. */
  NearestCentroids(FeatureRows features, float[][] centroids) {
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
      offset[c] = (float) sum;
    }
    scope = features.manager().newSubManager();
    factors = scope.create(minusTwice, new Shape(k, width, 1, 1));
    offsets = scope.create(offset);
  }

  /**
   * Returns for each row of {@code chunk} and each centroid their squared distance less what is the
   * same for all centroids, shape (n, K).
   *
   * <p>On x86 CPUs the product is asked for as a 1 x 1 convolution, which goes to oneDNN: twice as
   * fast on an AMD CPU with AVX-512, where the matrix product of this PyTorch (MKL) uses AVX2 only.
   */
  NDArray scores(NDArray chunk) {
    long rows = chunk.getShape().get(0);
    long width = chunk.getShape().get(1);
    if (!X86 || chunk.getDevice().isGpu() || rows % PICTURE_ROWS != 0 || rows < LEAST_ROWS) {
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
   * Returns the nearest centroid of each row of {@code chunk}, INT64, the first of equally near
   * ones.
   */
  NDArray of(NDArray chunk) {
    return scores(chunk).argMin(1);
  }

  @Override
  public void close() {
    scope.close();
  }
}
