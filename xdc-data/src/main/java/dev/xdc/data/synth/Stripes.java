package dev.xdc.data.synth;

import java.util.Random;

/**
 * The still ground of a made-up picture: two fine gratings of random angle, width, tint and
 * strength. They hold far more edges than a shape does, so that statistics of edges say little of
 * the shape; whoever looks for something larger than a stripe sees through them.
 */
final class Stripes {

  private static final int GRATINGS = 2;
  private static final double TURN = 2 * Math.PI;

  private Stripes() {}

  /**
   * Returns a square of {@code side} x {@code side} pixels, three colours each.
   *
   * @param ground colour around which the gratings swing
   */
  static double[] paint(int side, double[] ground, Random random) {
    double[] pixels = new double[side * side * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = ground[i % 3];
    }
    for (int n = 0; n < GRATINGS; n++) {
      addGrating(pixels, side, random);
    }
    return pixels;
  }

  private static void addGrating(double[] pixels, int side, Random random) {
    double angle = between(0, TURN, random);
    double wave = TURN / (side * between(0.09, 0.14, random));
    double stepX = wave * StrictMath.cos(angle);
    double stepY = wave * StrictMath.sin(angle);
    double phase = between(0, TURN, random);
    double strength = between(14, 35, random);
    double[] tint = new double[3];
    for (int c = 0; c < 3; c++) {
      tint[c] = strength * between(0.5, 1, random);
    }
    for (int i = 0; i < side * side; i++) {
      int row = i / side;
      int column = i % side;
      double value = StrictMath.sin(stepX * column + stepY * row + phase);
      for (int c = 0; c < 3; c++) {
        pixels[3 * i + c] += tint[c] * value;
      }
    }
  }

  private static double between(double low, double high, Random random) {
    return low + (high - low) * random.nextDouble();
  }
}
