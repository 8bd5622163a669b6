package dev.xdc.cluster;

import java.util.Locale;
import java.util.Optional;

/**
 * Whether a number of clusters suits what is to be clustered, by what was measured on one set of
 * small videos ({@code docs/results.md}): of 2,280 clips 256 clusters were too many to learn from,
 * 64 were not. Nothing was measured between.
 */
public final class ClusterCount {

  /** Fewer items for each cluster than this are too few. */
  public static final int FEWEST = 10;

  /** Items for each cluster that are advised. */
  public static final int ADVISED = 30;

  private ClusterCount() {}

  /** Returns whether K clusters of {@code number} items have too few each. */
  public static boolean isTooLarge(int k, int number) {
    return k > 1 && number < (long) FEWEST * k;
  }

  /**
   * Returns what is to be said of K clusters, if they are too many.
   *
   * @param number of what is clustered
   * @param items what it is, such as {@code clips}
   */
  public static Optional<String> warning(int k, int number, String items) {
    if (!isTooLarge(k, number)) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "K is %d for %d %s, %.1f for each cluster; 9 were too few where it was measured, 36"
                + " were enough: %s",
            k,
            number,
            items,
            number / (double) k,
            advice(number)));
  }

  /** Returns how many clusters to give instead. */
  private static String advice(int number) {
    int most = number / ADVISED;
    return most < 2
        ? "give 2 clusters, or more data"
        : "give at most %d clusters, for %d each".formatted(most, ADVISED);
  }
}
