package dev.xdc.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xdc.eval.NearestNeighbours.Metric;
import dev.xdc.internal.engine.RowChunks;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Scores of rows under some queries, higher is nearer: the cosine, or minus the squared distance.
 *
 * <p>A matrix product in FLOAT32 gives each score with a bound on its error (Higham, Accuracy and
 * Stability of Numerical Algorithms, 3.1: a dot product of D terms is off by at most D u |x||y|, u
 * = 2^-24). Only where the bound leaves in question whether a row is among the best is the score
 * computed in double.
 */
final class QueryScores {

  /** Squares below it may have lost digits to underflow. */
  private static final float LEAST_SQUARE = 1e-24f;

  private final Metric metric;
  private final float[][] queries;
  private final double[] norms;
  private final double slack;
  private final NDArray columns;
  private final @Nullable NDArray shift;

  /** What is taken off the bound of a query. */
  private final double[] offsets;

  private QueryScores(
      Metric metric,
      float[][] queries,
      double[] norms,
      NDArray columns,
      @Nullable NDArray shift,
      double[] offsets,
      double slack) {
    this.metric = metric;
    this.queries = queries;
    this.norms = norms;
    this.columns = columns;
    this.shift = shift;
    this.offsets = offsets;
    this.slack = slack;
  }

  /**
   * Prepares queries.
   *
   * @param queries at least one
   * @param scope owns the arrays, and must outlive the result
   */
  static QueryScores of(Metric metric, float[][] queries, NDManager scope) {
    int width = queries[0].length;
    double[] norms = new double[queries.length];
    double[] offsets = new double[queries.length];
    double slack = (2 * width + 16) * 0x1p-24;
    float[] prepared = new float[width * queries.length];
    float[] mean = metric == Metric.EUCLIDEAN ? mean(queries) : new float[width];
    for (int q = 0; q < queries.length; q++) {
      norms[q] = norm(queries[q]);
      for (int d = 0; d < width; d++) {
        float value =
            metric == Metric.EUCLIDEAN
                ? queries[q][d] - mean[d]
                : (float) (norms[q] > 0 ? queries[q][d] / norms[q] : 0);
        prepared[d * queries.length + q] = value;
        if (metric == Metric.EUCLIDEAN) {
          offsets[q] += (double) value * value * (1 - 2 * slack);
        }
      }
    }
    NDArray columns = scope.create(prepared, new Shape(width, queries.length));
    NDArray shift = metric == Metric.EUCLIDEAN ? scope.create(mean) : null;
    return new QueryScores(metric, queries, norms, columns, shift, offsets, slack);
  }

  /**
   * Distances do not change when both sides are moved. Features behind a ReLU lie far from the
   * origin and close together: there FLOAT32 would leave too much in question.
   */
  private static float[] mean(float[][] rows) {
    double[] sums = new double[rows[0].length];
    for (float[] row : rows) {
      for (int d = 0; d < row.length; d++) {
        sums[d] += row[d];
      }
    }
    float[] mean = new float[sums.length];
    for (int d = 0; d < mean.length; d++) {
      mean[d] = (float) (sums[d] / rows.length);
    }
    return mean;
  }

  private static double norm(float[] row) {
    double squares = 0;
    for (float value : row) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }

  /**
   * Returns the best rows of a chunk for each query.
   *
   * @param chunk what is attached to its manager is closed after the call
   * @param first the number of its first row
   * @param most how many rows a query keeps
   * @param toExceed for each query a score that rows must exceed
   */
  List<TopRows> best(NDArray chunk, int first, int most, double[] toExceed) {
    NDArray rows = shift == null ? chunk : chunk.sub(shift);
    float[] squares = rows.square().sum(new int[] {1}).toFloatArray();
    FloatBuffer products = RowChunks.values(rows.matMul(columns));
    FloatBuffer values = RowChunks.values(chunk);
    List<TopRows> best =
        IntStream.range(0, queries.length).mapToObj(q -> new TopRows(most)).toList();
    double[] thresholds = toExceed.clone();
    float[] line = new float[queries.length];
    float[] row = new float[queries[0].length];
    for (int i = 0; i < squares.length; i++) {
      products.get(i * line.length, line);
      boolean read = false;
      double norm = 0;
      boolean certain = squares[i] > LEAST_SQUARE && Float.isFinite(squares[i]);
      double factor = metric == Metric.COSINE ? 1 / Math.sqrt(squares[i]) : 2;
      double bound = metric == Metric.COSINE ? slack : -squares[i] * (1 - 2 * slack);
      for (int q = 0; q < line.length; q++) {
        // Written so that what is not a number asks for the score itself.
        if (certain && line[q] * factor + bound - offsets[q] <= thresholds[q]) {
          continue;
        }
        if (!read) {
          values.get(i * row.length, row);
          norm = norm(row);
          read = true;
          if (!Double.isFinite(norm)) {
            throw new IllegalArgumentException(
                "features must be finite: row " + (first + i) + " is not");
          }
        }
        double score = score(row, norm, q);
        if (score > thresholds[q]) {
          best.get(q).offer(first + i, score);
          thresholds[q] = Math.max(toExceed[q], best.get(q).threshold());
        }
      }
    }
    return best;
  }

  private double score(float[] row, double norm, int q) {
    float[] query = queries[q];
    double sum = 0;
    if (metric == Metric.COSINE) {
      for (int d = 0; d < row.length; d++) {
        sum += (double) row[d] * query[d];
      }
      double product = norm * norms[q];
      return product > 0 ? Math.min(1, Math.max(-1, sum / product)) : 0;
    }
    for (int d = 0; d < row.length; d++) {
      double difference = (double) row[d] - query[d];
      sum += difference * difference;
    }
    return -sum;
  }
}
