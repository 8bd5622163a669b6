package dev.xdc.cluster;

import dev.xdc.feature.FeatureRows;
import dev.xdc.feature.FeatureStats;

/** What every {@link ClusteringStrategy} refuses. */
final class ClusterChecks {

  private ClusterChecks() {}

  /**
   * Returns the statistics of {@code features}, which are then known to be a finite matrix of at
   * least {@code k} rows.
   */
  static FeatureStats check(FeatureRows features, int k) {
    if (k < 1) {
      throw new IllegalArgumentException("k is " + k + ", must be at least 1");
    }
    FeatureStats stats = FeatureStats.of(features);
    if (k > stats.rows()) {
      throw new IllegalArgumentException(
          "k is " + k + ", more clusters than the " + stats.rows() + " rows of the features");
    }
    return stats;
  }
}
