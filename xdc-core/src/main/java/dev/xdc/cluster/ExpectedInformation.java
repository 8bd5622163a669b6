package dev.xdc.cluster;

import java.util.Map;
import java.util.TreeMap;

/**
 * The mutual information that two labellings share by chance: its mean over all ways of giving the
 * rows labels while the sizes of the clusters stay (Vinh, Epps, Bailey 2010, equation 24a).
 *
 * <p>The overlap of two clusters is hypergeometric. Its weights are followed from their mode
 * outwards by the ratio of neighbours until they no longer count, and divided by their sum: no
 * factorials, whose logarithms would lose digits for many rows, and a few dozen terms where the
 * range has thousands. Clusters of equal size are treated once.
 */
final class ExpectedInformation {

  /** Weight, relative to that of the mode, below which the rest of a tail is left out. */
  private static final double NEGLIGIBLE = 1e-18;

  private final double rows;

  private ExpectedInformation(double rows) {
    this.rows = rows;
  }

  /** Returns the expectation in nats. */
  static double of(ContingencyTable table) {
    ExpectedInformation expected = new ExpectedInformation(table.rows());
    double sum = 0;
    Map<Integer, Integer> second = multiplicities(table.sizesB());
    for (Map.Entry<Integer, Integer> a : multiplicities(table.sizesA()).entrySet()) {
      for (Map.Entry<Integer, Integer> b : second.entrySet()) {
        sum += (double) a.getValue() * b.getValue() * expected.pair(a.getKey(), b.getKey());
      }
    }
    return sum;
  }

  private static Map<Integer, Integer> multiplicities(int[] sizes) {
    Map<Integer, Integer> counts = new TreeMap<>();
    for (int size : sizes) {
      if (size > 0) {
        counts.merge(size, 1, Integer::sum);
      }
    }
    return counts;
  }

  /** The expectation of the term of one pair of clusters of sizes {@code a} and {@code b}. */
  private double pair(double a, double b) {
    double from = Math.max(0, a + b - rows);
    double to = Math.min(a, b);
    double mode = Math.min(to, Math.max(from, Math.floor((a + 1) * (b + 1) / (rows + 2))));
    double weights = 1;
    double terms = term(mode, a, b);
    double weight = 1;
    for (double n = mode + 1; n <= to && weight > NEGLIGIBLE; n++) {
      weight *= (a - n + 1) * (b - n + 1) / (n * (rows - a - b + n));
      weights += weight;
      terms += weight * term(n, a, b);
    }
    weight = 1;
    for (double n = mode - 1; n >= from && weight > NEGLIGIBLE; n--) {
      weight *= (n + 1) * (rows - a - b + n + 1) / ((a - n) * (b - n));
      weights += weight;
      terms += weight * term(n, a, b);
    }
    return terms / weights;
  }

  private double term(double n, double a, double b) {
    return n == 0 ? 0 : n / rows * Math.log(n * rows / (a * b));
  }
}
