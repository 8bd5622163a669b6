package dev.xdc.page;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xdc.engine.TorchEngine;
import dev.xdc.feature.FeatureRows;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlaneTest {
  private static final int ROWS = 200;
  private static final int WIDTH = 5;

  /** Rows that vary by 10 along the third axis, by 3 along the first, and hardly along others. */
  private static float[] rows(float[] along, float[] across) {
    Random random = new Random(1);
    float[] rows = new float[ROWS * WIDTH];
    for (int i = 0; i < ROWS; i++) {
      along[i] = (float) random.nextGaussian() * 10;
      across[i] = (float) random.nextGaussian() * 3;
      for (int d = 0; d < WIDTH; d++) {
        rows[i * WIDTH + d] = 7 + (float) random.nextGaussian() * 0.01f;
      }
      rows[i * WIDTH + 2] += along[i];
      rows[i * WIDTH] += across[i];
    }
    return rows;
  }

  private static double correlation(float[] plane, int axis, float[] values) {
    double xy = 0;
    double xx = 0;
    double yy = 0;
    double x0 = 0;
    double y0 = 0;
    for (int i = 1; i < ROWS; i++) {
      x0 += plane[2 * i + axis] / (ROWS - 1.0);
      y0 += values[i] / (ROWS - 1.0);
    }
    for (int i = 1; i < ROWS; i++) {
      double x = plane[2 * i + axis] - x0;
      double y = values[i] - y0;
      xy += x * y;
      xx += x * x;
      yy += y * y;
    }
    return Math.abs(xy) / Math.sqrt(xx * yy);
  }

  @Test
  void axesAreThoseOfMostVariance() {
    float[] along = new float[ROWS];
    float[] across = new float[ROWS];
    BitSet missing = new BitSet();
    missing.set(0);
    try (NDManager manager = TorchEngine.ready().newBaseManager()) {
      FeatureRows rows =
          FeatureRows.of(manager.create(rows(along, across), new Shape(ROWS, WIDTH)));
      float[] plane = Plane.of(rows, missing);

      assertThat(correlation(plane, 0, along)).isGreaterThan(0.999);
      assertThat(correlation(plane, 1, across)).isGreaterThan(0.999);
      assertThat(plane[0]).isNaN();
      for (int i = 2; i < plane.length; i++) {
        assertThat(plane[i]).isBetween(-1e-4f, 1.0001f);
      }
    }
  }
}
