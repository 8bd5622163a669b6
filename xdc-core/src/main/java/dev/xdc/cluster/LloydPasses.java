package dev.xdc.cluster;

import dev.xdc.feature.FeatureRows;

/**
 * The passes of Lloyd's algorithm over all rows, wherever these lie. {@link #over} reads them in
 * this JVM; another implementation shares them out, each part being read by the same code, see
 * {@link LloydClustering}.
 */
public interface LloydPasses {

  /**
   * Labels rows with their nearest centroids.
   *
   * @param labels the cluster of each row so far, -1 for none; a row stays where no other centroid
   *     is nearer, else the first of equally near ones takes its place
   * @param sums gets what the rows that change their cluster change
   * @return whether any row changed its cluster
   */
  boolean assign(float[][] centroids, int[] labels, ClusterSums sums);

  /**
   * Labels rows anew, with the first of equally near centroids.
   *
   * @param labels is overwritten
   * @return the sum of the squared distances of the rows to their centroids
   */
  double label(float[][] centroids, int[] labels);

  /**
   * Returns passes over rows in this JVM.
   *
   * @param rows may be a part of all rows, if it begins at a multiple of {@code chunkRows}
   * @param chunkRows how many rows are compared at once, as {@link LloydClustering} asks for
   */
  static LloydPasses over(FeatureRows rows, int chunkRows) {
    return new LocalPasses(rows, chunkRows, chunkRows);
  }
}
