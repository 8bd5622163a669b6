package dev.xdc.feature;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;

/** Arrays as rows in Java memory. */
public final class JavaRows {

  private JavaRows() {}

  /**
   * Returns the rows of an array, whatever shape each has, as flat ones.
   *
   * @param array shape (N, ...), FLOAT32; N may be 0, and so may be the width of a row
   */
  public static float[][] of(NDArray array) {
    float[] flat = array.toFloatArray();
    float[][] rows = new float[Math.toIntExact(array.getShape().get(0))][];
    int width = rows.length == 0 ? 0 : flat.length / rows.length;
    Arrays.setAll(rows, i -> Arrays.copyOfRange(flat, i * width, (i + 1) * width));
    return rows;
  }
}
