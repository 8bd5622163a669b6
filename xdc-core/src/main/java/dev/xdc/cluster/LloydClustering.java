package dev.xdc.cluster;

import dev.xdc.feature.FeatureRows;
import java.util.function.IntFunction;

/** A clustering by Lloyd's algorithm, whose passes over the rows may be made elsewhere. */
public interface LloydClustering extends ClusteringStrategy {

  /**
   * Clusters rows that are assigned elsewhere, such as on a cluster of machines. Seeding, moving of
   * centroids and repair of empty clusters stay here, so that the result is that of {@link
   * #cluster(FeatureRows, int, long)} on the CPU, but for the last digits of sums.
   *
   * @param features all rows, as seen from here; the other parameters are those of {@link
   *     #cluster(FeatureRows, int, long)}
   * @param passes makes the passes over the rows as {@link #comparison} leaves them, given how many
   *     are to be compared at once. Parts of the rows that begin at multiples of it get the labels
   *     that they get in the whole.
   */
  ClusterAssignment cluster(
      FeatureRows features, int k, long seed, IntFunction<LloydPasses> passes);
}
