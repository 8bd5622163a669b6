package dev.xdc.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** The features and labels of {@code src/test/python/golden_numerics.py}. */
public final class GoldenFeatures {

  private static final int ROWS = 120;
  private static final int WIDTH = 6;

  private GoldenFeatures() {}

  /** Returns the class of each row, of four. */
  public static int[] labels() {
    int[] labels = new int[ROWS];
    for (int i = 0; i < ROWS; i++) {
      labels[i] = i * 7 % 11 % 4;
    }
    return labels;
  }

  /** Returns 120 rows of width 6. */
  public static NDArray create(NDManager manager) {
    int[] labels = labels();
    float[] values = new float[ROWS * WIDTH];
    for (int i = 0; i < ROWS; i++) {
      for (int j = 0; j < WIDTH; j++) {
        values[i * WIDTH + j] =
            (float)
                (Math.sin(1.7 * i + 0.9 * j * j) + 0.4 * Math.cos(labels[i] * (j + 1)) + 0.1 * j);
      }
    }
    return manager.create(values, new Shape(ROWS, WIDTH));
  }
}
