package dev.xdc.cluster;

import dev.xdc.feature.FeatureRows;
import dev.xdc.internal.engine.RowChunks;

/**
 * For each of N rows the cluster it belongs to, how far it lies from the centroid of that cluster,
 * and how far from the next one.
 *
 * @param clusters the nearest centroid of each row, the first of equally near ones; with offsets,
 *     the one of the least squared distance less its offset
 * @param distances Euclidean distance to that centroid
 * @param next distance to the centroid that comes second in the same order; NaN with one centroid
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record CentroidDistances(int[] clusters, float[] distances, float[] next) {
  private static final int CHUNK_ROWS = 4096;

  /**
   * Compares every row with every centroid in double precision, from the differences: N K D steps.
   *
   * @param rows as the clustering compares them with centroids, of the width of these
   * @param offsets what is taken off squared distances before they are compared, see {@link
   *     ClusterAssignment#offsets}
   * @throws IllegalArgumentException if the width differs or a row is not finite; names it
   */
  public static CentroidDistances of(FeatureRows rows, float[][] centroids, float[] offsets) {
    if (rows.width() != centroids[0].length) {
      throw new IllegalArgumentException(
          "features are of width "
              + rows.width()
              + ", the centroids of width "
              + centroids[0].length);
    }
    int n = rows.rows();
    CentroidDistances all = new CentroidDistances(new int[n], new float[n], new float[n]);
    rows.collect(
        CHUNK_ROWS,
        (chunk, first) -> {
          RowChunks.forEachRow(chunk, (i, row) -> all.find(first + i, row, centroids, offsets));
          return first;
        },
        first -> {});
    return all;
  }

  /** Fills in one row; other threads fill in others. */
  private void find(int at, float[] row, float[][] centroids, float[] offsets) {
    int best = -1;
    double least = Double.POSITIVE_INFINITY;
    double second = Double.POSITIVE_INFINITY;
    double near = Double.NaN;
    double after = Double.NaN;
    for (int c = 0; c < centroids.length; c++) {
      double squared = LloydRun.squaredDistance(row, centroids[c]);
      double score = squared - offsets[c];
      if (score < least) {
        second = least;
        after = near;
        least = score;
        near = squared;
        best = c;
      } else if (score < second) {
        second = score;
        after = squared;
      }
    }
    if (best < 0) {
      throw new IllegalArgumentException("row " + at + " of the features is not finite");
    }
    clusters[at] = best;
    distances[at] = (float) Math.sqrt(near);
    next[at] = (float) Math.sqrt(after);
  }

  @Override
  public String toString() {
    return "CentroidDistances[N=" + clusters.length + "]";
  }
}
