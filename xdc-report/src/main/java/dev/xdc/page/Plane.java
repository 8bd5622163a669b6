package dev.xdc.page;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xdc.feature.FeatureRows;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;

/**
 * The plane in which features vary most: their first two principal components, found by subspace
 * iteration, which is exact enough to look at.
 */
public final class Plane {
  private static final int CHUNK = 4096;
  private static final int ITERATIONS = 20;

  /** Features with less spread than this lie on one point. */
  private static final double POINT = 1e-12;

  private Plane() {}

  /**
   * Places each row in the plane.
   *
   * @param features stay the caller's
   * @param missing rows that have no place, as their clips could not be read
   * @return x and y of row i at 2i and 2i+1, scaled to [0, 1] with one scale for both; NaN without
   *     a place
   */
  public static float[] of(FeatureRows features, BitSet missing) {
    int width = features.width();
    double[] mean = mean(features, missing);
    double[][] axes = new double[2][width];
    Random random = new Random(1);
    for (double[] axis : axes) {
      for (int d = 0; d < width; d++) {
        axis[d] = random.nextGaussian();
      }
    }
    orthonormalise(axes);
    for (int i = 0; i < ITERATIONS; i++) {
      double[][] next = new double[2][width];
      visit(
          features,
          missing,
          (row, x) -> {
            for (int a = 0; a < 2; a++) {
              double along = along(x, mean, axes[a]);
              for (int d = 0; d < width; d++) {
                next[a][d] += along * (x[d] - mean[d]);
              }
            }
          });
      System.arraycopy(next[0], 0, axes[0], 0, width);
      System.arraycopy(next[1], 0, axes[1], 0, width);
      orthonormalise(axes);
    }
    float[] places = new float[2 * features.rows()];
    Arrays.fill(places, Float.NaN);
    visit(
        features,
        missing,
        (row, x) -> {
          places[2 * row] = (float) along(x, mean, axes[0]);
          places[2 * row + 1] = (float) along(x, mean, axes[1]);
        });
    return scaled(places);
  }

  /** Takes a row in Java memory. */
  private interface RowVisitor {
    void accept(int row, float[] x);
  }

  private static void visit(FeatureRows features, BitSet missing, RowVisitor visitor) {
    int width = features.width();
    float[] row = new float[width];
    for (int first = 0; first < features.rows(); first += CHUNK) {
      int end = Math.min(features.rows(), first + CHUNK);
      try (NDManager scope = features.manager().newSubManager()) {
        NDArray chunk = features.chunk(scope, first, end);
        float[] values = chunk.toFloatArray();
        for (int i = first; i < end; i++) {
          if (!missing.get(i)) {
            System.arraycopy(values, (i - first) * width, row, 0, width);
            visitor.accept(i, row);
          }
        }
      }
    }
  }

  private static double[] mean(FeatureRows features, BitSet missing) {
    double[] mean = new double[features.width()];
    visit(
        features,
        missing,
        (row, x) -> {
          for (int d = 0; d < mean.length; d++) {
            mean[d] += x[d];
          }
        });
    double present = Math.max(1, features.rows() - missing.cardinality());
    for (int d = 0; d < mean.length; d++) {
      mean[d] /= present;
    }
    return mean;
  }

  private static double along(float[] x, double[] mean, double[] axis) {
    double sum = 0;
    for (int d = 0; d < mean.length; d++) {
      sum += (x[d] - mean[d]) * axis[d];
    }
    return sum;
  }

  private static void orthonormalise(double[][] axes) {
    normalise(axes[0]);
    double shared = 0;
    for (int d = 0; d < axes[0].length; d++) {
      shared += axes[0][d] * axes[1][d];
    }
    for (int d = 0; d < axes[0].length; d++) {
      axes[1][d] -= shared * axes[0][d];
    }
    normalise(axes[1]);
  }

  private static void normalise(double[] axis) {
    double squares = 0;
    for (double value : axis) {
      squares += value * value;
    }
    double length = Math.sqrt(squares);
    for (int d = 0; d < axis.length; d++) {
      axis[d] = length > POINT ? axis[d] / length : 0;
    }
  }

  private static float[] scaled(float[] places) {
    float[] least = {Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY};
    float[] most = {Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY};
    for (int i = 0; i < places.length; i++) {
      if (!Float.isNaN(places[i])) {
        least[i % 2] = Math.min(least[i % 2], places[i]);
        most[i % 2] = Math.max(most[i % 2], places[i]);
      }
    }
    float extent = Math.max(most[0] - least[0], most[1] - least[1]);
    for (int i = 0; i < places.length; i++) {
      float middle = (least[i % 2] + most[i % 2]) / 2;
      places[i] = extent > 0 ? 0.5f + (places[i] - middle) / extent : places[i] * 0 + 0.5f;
    }
    return places;
  }
}
