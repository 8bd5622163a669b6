package dev.xdc.feature;

import java.util.Random;

/** Rows of a random rank with columns that are constant, repeated, tiny or huge. */
public final class AwkwardRows {
  private AwkwardRows() {}

  /** Returns them row by row. */
  public static float[] of(Random random, int rows, int width) {
    int rank = 1 + random.nextInt(Math.min(rows, width));
    float[][] base = new float[rank][width];
    double[] scale = new double[width];
    for (int d = 0; d < width; d++) {
      boolean plain = random.nextInt(4) > 0;
      scale[d] = plain ? 1 : random.nextBoolean() ? 0 : Math.pow(10, random.nextInt(17) - 8);
      for (int r = 0; r < rank; r++) {
        base[r][d] = (float) (scale[d] * random.nextGaussian());
        if (d > 0 && random.nextInt(8) == 0) {
          base[r][d] = base[r][d - 1];
        }
      }
    }
    float[] values = new float[rows * width];
    for (int i = 0; i < rows; i++) {
      for (int r = 0; r < rank; r++) {
        double share = i % 3 == 2 ? 1 : random.nextGaussian(); // every third row is the same
        for (int d = 0; d < width; d++) {
          values[i * width + d] += (float) (share * base[r][d]);
        }
      }
    }
    return values;
  }
}
