package dev.xdc.eval;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/**
 * Mean and spread of a score over folds or seeds.
 *
 * @param mean the mean
 * @param deviation the sample standard deviation; 0 for one value
 * @param count how many values
 */
public record Spread(double mean, double deviation, int count) {

  /**
   * Summarises values.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static Spread of(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("there are no values");
    }
    double mean = Arrays.stream(values).average().getAsDouble();
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    double deviation = values.length == 1 ? 0 : Math.sqrt(squares / (values.length - 1));
    return new Spread(mean, deviation, values.length);
  }

  /** Summarises values. */
  public static Spread of(Collection<Double> values) {
    return of(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** Returns {@code 84.8 +- 0.3} for shares; a single value stands alone. */
  public String percent() {
    return count == 1
        ? String.format(Locale.ROOT, "%.1f", 100 * mean)
        : String.format(Locale.ROOT, "%.1f +- %.1f", 100 * mean, 100 * deviation);
  }
}
