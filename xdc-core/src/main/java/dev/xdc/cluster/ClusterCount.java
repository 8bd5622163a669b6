package dev.xdc.cluster;

import java.util.Optional;

/** Whether a number of clusters suits what is to be clustered. */
public final class ClusterCount {

  private ClusterCount() {}

  /**
   * Returns what is to be said of K clusters: more than half as many as items hold hardly more than
   * one each, which no encoder learns to tell apart.
   *
   * @param number of what is clustered
   * @param items what it is, such as {@code clips}
   */
  public static Optional<String> warning(int k, int number, String items) {
    return 2L * k <= number || k == 1
        ? Optional.empty()
        : Optional.of(
            "K is "
                + k
                + " for "
                + number
                + " "
                + items
                + ", hardly more than one for each cluster: give at most half as many clusters, "
                + Math.max(1, number / 2));
  }
}
