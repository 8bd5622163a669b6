package dev.xdc.cluster;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.xdc.internal.engine.RowChunks;
import java.io.Serializable;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Number and sum of the rows of each cluster, in double; of all rows, or what some of them change.
 * Not thread-safe.
 */
public final class ClusterSums implements Serializable {
  private static final long serialVersionUID = 1;

  private final int[] sizes;
  private final double[][] sums;

  /** Starts with no rows in {@code k} clusters. */
  public ClusterSums(int k, int width) {
    sizes = new int[k];
    sums = new double[k][width];
  }

  /** Returns the number of rows of each cluster, to be read only. */
  int[] sizes() {
    return sizes;
  }

  /** Adds the rows, or the change, of {@code others}, which has the same clusters and width. */
  public void add(ClusterSums others) {
    for (int c = 0; c < sizes.length; c++) {
      sizes[c] += others.sizes[c];
      for (int d = 0; d < sums[c].length; d++) {
        sums[c][d] += others.sums[c][d];
      }
    }
  }

  /** Forgets all rows. */
  void clear() {
    Arrays.fill(sizes, 0);
    for (double[] sum : sums) {
      Arrays.fill(sum, 0);
    }
  }

  /**
   * What rows that move from cluster to cluster change.
   *
   * @param sizes by how much the number of rows of each cluster changes
   * @param shifts the change of each sum less {@code sizes} times the centroid; null where nothing
   *     changes
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Change(int[] sizes, float[] @Nullable [] shifts) {

    /**
     * Adds up the rows of {@code chunk} whose cluster changes. What stays where it was costs
     * nothing: after a few iterations that is nearly all.
     *
     * <p>Differences to the centroids are added, in FLOAT32, which the compiler vectorises and
     * which keeps the last digits where values are of one sign.
     *
     * @param chunk n rows
     * @param from the cluster of each before, -1 for none
     * @param to the cluster of each now
     * @param centroids near the rows of their clusters, for the differences
     */
    static Change of(NDArray chunk, int[] from, int[] to, float[][] centroids) {
      Change change = new Change(new int[centroids.length], new float[centroids.length][]);
      FloatBuffer values = RowChunks.values(chunk);
      float[] row = new float[centroids[0].length];
      for (int i = 0; i < to.length; i++) {
        if (from[i] != to[i]) {
          values.get(i * row.length, row);
          change.sizes[to[i]]++;
          add(change.shift(to[i], row.length), row, centroids[to[i]]);
          if (from[i] >= 0) {
            change.sizes[from[i]]--;
            subtract(change.shift(from[i], row.length), row, centroids[from[i]]);
          }
        }
      }
      return change;
    }

    /** Returns whether any row changes its cluster. */
    boolean any() {
      return Arrays.stream(shifts).anyMatch(Objects::nonNull);
    }

    private float[] shift(int cluster, int width) {
      if (shifts[cluster] == null) {
        shifts[cluster] = new float[width];
      }
      return shifts[cluster];
    }

    private static void add(float[] shift, float[] row, float[] centroid) {
      for (int d = 0; d < shift.length; d++) {
        shift[d] += row[d] - centroid[d];
      }
    }

    private static void subtract(float[] shift, float[] row, float[] centroid) {
      for (int d = 0; d < shift.length; d++) {
        shift[d] -= row[d] - centroid[d];
      }
    }
  }

  /**
   * Takes a change over.
   *
   * @param centroids those of {@link Change#of}
   */
  void add(Change change, float[][] centroids) {
    for (int c = 0; c < sizes.length; c++) {
      float[] shift = change.shifts[c];
      if (shift != null) {
        sizes[c] += change.sizes[c];
        for (int d = 0; d < shift.length; d++) {
          sums[c][d] += shift[d] + (double) change.sizes[c] * centroids[c][d];
        }
      }
    }
  }

  /** Adds the rows of {@code chunk} by a matrix product where they are; K x D sums come back. */
  void addOnDevice(NDArray chunk, NDArray found, int[] labels, int first) {
    float[] values = oneHotSums(chunk, found, sums.length).toFloatArray();
    int width = sums[0].length;
    for (int i = 0; i < values.length; i++) {
      sums[i / width][i % width] += values[i];
    }
    for (int i = 0; i < chunk.getShape().get(0); i++) {
      sizes[labels[first + i]]++;
    }
  }

  /** Returns the sums of the rows of each cluster, shape (K, D). */
  static NDArray oneHotSums(NDArray chunk, NDArray found, int k) {
    NDArray members = found.oneHot(k, DataType.FLOAT32).transpose();
    return members.matMul(chunk);
  }

  /**
   * Moves centroids to the means of their rows.
   *
   * @param unit whether centroids are of length 1
   * @return by how much that lowers the inertia of the present labels
   */
  double moveToMeans(float[][] centroids, boolean unit) {
    double gain = 0;
    for (int c = 0; c < sums.length; c++) {
      double divisor = unit ? norm(sums[c]) : sizes[c];
      if (sizes[c] > 0 && divisor > 0) {
        for (int d = 0; d < sums[c].length; d++) {
          float old = centroids[c][d];
          float moved = (float) (sums[c][d] / divisor);
          centroids[c][d] = moved;
          // n (|old|^2 - |moved|^2) + 2 s.(moved - old), in a form that does not cancel.
          gain += ((double) moved - old) * (2 * sums[c][d] - sizes[c] * ((double) moved + old));
        }
      }
    }
    return gain;
  }

  /**
   * Moves centroids towards the means of their rows, so that each is the mean of all rows that it
   * has won.
   *
   * @param won how many rows each centroid has won before; raised by its present ones
   */
  void moveTowardsMeans(float[][] centroids, long[] won) {
    for (int c = 0; c < sums.length; c++) {
      won[c] += sizes[c];
      for (int d = 0; d < sums[c].length && sizes[c] > 0; d++) {
        centroids[c][d] += (float) ((sums[c][d] - (double) sizes[c] * centroids[c][d]) / won[c]);
      }
    }
  }

  private static double norm(double[] vector) {
    double squares = 0;
    for (double value : vector) {
      squares += value * value;
    }
    return Math.sqrt(squares);
  }

  @Override
  public String toString() {
    return "ClusterSums[K=" + sizes.length + ", D=" + sums[0].length + "]";
  }
}
