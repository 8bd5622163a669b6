package dev.xdc;

import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * How much an encoder's features differ from clip to clip, as a share of their length: the root of
 * the mean squared distance to the mean feature over the root of the mean squared length. 0 means
 * the same feature for every clip, 1 features whose mean is zero.
 */
final class FeatureSpread {
  private FeatureSpread() {}

  /**
   * Measures rows.
   *
   * @param features N rows of width D
   * @param leftOut rows that do not count
   * @return from 0 to 1; 0, too, if all rows are zero; NaN if no row counts or one is not finite
   */
  static double of(float[][] features, BitSet leftOut) {
    int[] rows = IntStream.range(0, features.length).filter(i -> !leftOut.get(i)).toArray();
    if (rows.length == 0) {
      return Double.NaN;
    }
    double squares = 0;
    double deviations = 0;
    for (int d = 0; d < features[0].length; d++) {
      double mean = 0;
      for (int row : rows) {
        mean += features[row][d] / (double) rows.length;
      }
      for (int row : rows) {
        double value = features[row][d];
        squares += value * value;
        deviations += (value - mean) * (value - mean);
      }
    }
    return squares == 0 ? 0 : Math.sqrt(deviations / squares);
  }
}
