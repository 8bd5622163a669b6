package dev.xdc.cluster;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Random;

/** Rows around known centres. */
final class Blobs {

  private Blobs() {}

  /**
   * Returns {@code rows} rows; row i lies around centre {@code i % blobs}, with deviation {@code
   * noise} per column.
   */
  static NDArray create(
      NDManager manager, int rows, int width, int blobs, double noise, double origin) {
    Random random = new Random(42);
    double[][] centres = new double[blobs][width];
    for (double[] centre : centres) {
      for (int d = 0; d < width; d++) {
        centre[d] = origin + random.nextGaussian();
      }
    }
    float[] values = new float[rows * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (centres[i / width % blobs][i % width] + noise * random.nextGaussian());
    }
    return manager.create(values, new Shape(rows, width));
  }
}
