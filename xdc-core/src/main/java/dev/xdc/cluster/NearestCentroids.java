package dev.xdc.cluster;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xdc.feature.FeatureRows;

/**
 * The nearest of K centroids for many rows, by one matrix product.
 *
 * <p>With m the mean of the centroids and c' = c - m, the order of |x - c|^2 over the centroids is
 * that of |c'|^2 + 2 m.c' - 2 x.c'. The shift by m costs nothing and matters: features behind a
 * ReLU lie far from the origin and close together, and |c|^2 - 2 x.c would lose their differences
 * in the seven digits of FLOAT32.
 */
final class NearestCentroids implements AutoCloseable {

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
    float[] minusTwice = new float[width * k];
    float[] offset = new float[k];
    for (int c = 0; c < k; c++) {
      double sum = 0;
      for (int d = 0; d < width; d++) {
        float shifted = (float) (centroids[c][d] - mean[d]);
        minusTwice[d * k + c] = -2 * shifted;
        sum += shifted * (shifted + 2 * mean[d]);
      }
      offset[c] = (float) sum;
    }
    scope = features.manager().newSubManager();
    factors = scope.create(minusTwice, new Shape(width, k));
    offsets = scope.create(offset);
  }

  /**
   * Returns the nearest centroid of each row of {@code chunk}, INT64, the first of equally near
   * ones.
   */
  NDArray of(NDArray chunk) {
    try (NDArray scores = chunk.matMul(factors)) {
      scores.addi(offsets);
      return scores.argMin(1);
    }
  }

  @Override
  public void close() {
    scope.close();
  }
}
