package dev.xdc.eval;

import ai.djl.ndarray.NDManager;
import dev.xdc.feature.FeatureRows;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Exact nearest neighbours among many rows: an array in memory, a {@link
 * dev.xdc.feature.FeatureBank} or the mapped rows of a file ({@link dev.xdc.feature.NpyRows}).
 *
 * <p>Rows are compared a chunk at a time by one matrix product, so memory does not grow with their
 * number. What that leaves in question is computed again in double, in plain Java: the result does
 * not depend on chunks, threads or the device. Of rows that are equally near, the first comes
 * first.
 *
 * <p>Safe for use by several threads at once. The rows stay the caller's.
 */
public final class NearestNeighbours {

  /** By what rows are compared. */
  public enum Metric {
    /** The cosine of the angle, from -1 to 1, largest first; 0 if one of both rows is all zeros. */
    COSINE,
    /** The Euclidean distance, smallest first. */
    EUCLIDEAN
  }

  /** Queries of one pass over the rows: with {@link #CHUNK_ROWS} their products take 8 MB. */
  private static final int QUERIES = 1024;

  private static final int CHUNK_ROWS = 2048;

  /** Bounds what a chunk of wide rows takes. */
  private static final int CHUNK_VALUES = 1 << 22;

  private final FeatureRows gallery;
  private final Metric metric;
  private final int chunkRows;

  /**
   * Prepares a search; nothing is read yet.
   *
   * @param gallery the rows to be found, N x D; finite, in use as long as this
   */
  public NearestNeighbours(FeatureRows gallery, Metric metric) {
    this(gallery, metric, Math.min(CHUNK_ROWS, Math.max(1, CHUNK_VALUES / gallery.width())));
  }

  NearestNeighbours(FeatureRows gallery, Metric metric, int chunkRows) {
    this.gallery = gallery;
    this.metric = metric;
    this.chunkRows = chunkRows;
  }

  /**
   * What was found.
   *
   * @param rows for each query the positions of its nearest rows, nearest first
   * @param values their cosines or distances
   */
  public record Found(int[][] rows, double[][] values) {

    @Override
    public String toString() {
      return "Found["
          + rows.length
          + " queries, "
          + (rows.length == 0 ? 0 : rows[0].length)
          + " each]";
    }
  }

  /**
   * Finds for each query the nearest rows.
   *
   * @param queries rows of width D, finite; none is fine
   * @param n how many rows each gets, at least 1; at most N are found
   * @throws IllegalArgumentException if {@code n < 1}, a query has another width, or a value is not
   *     finite; says which
   */
  public Found find(float[][] queries, int n) {
    if (n < 1) {
      throw new IllegalArgumentException("n is " + n + ", must be at least 1");
    }
    for (int q = 0; q < queries.length; q++) {
      check(queries[q], q);
    }
    int most = Math.min(n, gallery.rows());
    Found found = new Found(new int[queries.length][], new double[queries.length][]);
    for (int first = 0; first < queries.length; first += QUERIES) {
      int end = first + Math.min(queries.length - first, QUERIES);
      List<TopRows> best = pass(Arrays.copyOfRange(queries, first, end), most);
      for (int q = first; q < end; q++) {
        found.rows[q] = best.get(q - first).rows();
        found.values[q] = best.get(q - first).scores();
        if (metric == Metric.EUCLIDEAN) {
          Arrays.setAll(found.values[q], distances(found.values[q]));
        }
      }
    }
    return found;
  }

  private static IntToDoubleFunction distances(double[] scores) {
    return i -> Math.sqrt(-scores[i]);
  }

  private List<TopRows> pass(float[][] queries, int most) {
    List<TopRows> best =
        IntStream.range(0, queries.length).mapToObj(q -> new TopRows(most)).toList();
    try (NDManager scope = gallery.manager().newSubManager()) {
      QueryScores scores = QueryScores.of(metric, queries, scope);
      // Rows of earlier chunks that are in already; a later row must exceed the last of them.
      double[][] thresholds = {thresholds(best)};
      gallery.collect(
          chunkRows,
          (chunk, first) -> {
            double[] toExceed;
            synchronized (thresholds) {
              toExceed = thresholds[0];
            }
            return scores.best(chunk, first, most, toExceed);
          },
          found -> {
            for (int q = 0; q < best.size(); q++) {
              best.get(q).offerAll(found.get(q));
            }
            double[] higher = thresholds(best);
            synchronized (thresholds) {
              thresholds[0] = higher;
            }
          });
    }
    return best;
  }

  private static double[] thresholds(List<TopRows> best) {
    return best.stream().mapToDouble(TopRows::threshold).toArray();
  }

  private void check(float[] query, int number) {
    if (query.length != gallery.width()) {
      throw new IllegalArgumentException(
          "query "
              + number
              + " has width "
              + query.length
              + ", the rows have width "
              + gallery.width());
    }
    for (int d = 0; d < query.length; d++) {
      if (!Float.isFinite(query[d])) {
        throw new IllegalArgumentException(
            "queries must be finite: query " + number + ", column " + d + " is " + query[d]);
      }
    }
  }

  @Override
  public String toString() {
    return "NearestNeighbours[N=" + gallery.rows() + ", D=" + gallery.width() + ", " + metric + "]";
  }
}
