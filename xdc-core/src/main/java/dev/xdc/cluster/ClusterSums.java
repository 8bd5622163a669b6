package dev.xdc.cluster;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.xdc.engine.Ranges;
import dev.xdc.engine.RowChunks;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** Number and sum of the rows of each cluster, in double. */
final class ClusterSums {

  /** Fewer columns than that are not worth a thread. */
  private static final int LEAST_COLUMNS = 64;

  private final int[] sizes;
  private final double[][] sums;
  private final float[][] shifts;

  ClusterSums(int k, int width) {
    sizes = new int[k];
    sums = new double[k][width];
    shifts = new float[k][width];
  }

  /** Returns the number of rows of each cluster, to be read only. */
  int[] sizes() {
    return sizes;
  }

  /** Forgets all rows. */
  void clear() {
    Arrays.fill(sizes, 0);
    for (double[] sum : sums) {
      Arrays.fill(sum, 0);
    }
  }

  /**
   * Moves rows of {@code chunk} from one cluster to another. What stays where it was costs nothing:
   * after a few iterations that is nearly all.
   *
   * <p>Within the chunk, differences to the centroids are added in FLOAT32, which the compiler
   * vectorises and which keeps the last digits where values are of one sign. Each thread takes some
   * columns of all rows, so that the result is the same for any number of threads.
   *
   * @param rows which rows move; the first {@code count} entries count
   * @param from the cluster of each before, -1 for none
   * @param to the cluster of each now
   * @param centroids near the rows of their clusters, for the differences
   */
  void move(NDArray chunk, int[] rows, int[] from, int[] to, int count, float[][] centroids) {
    if (count == 0) {
      return;
    }
    int[] net = new int[sizes.length];
    boolean[] touched = new boolean[sizes.length];
    for (int i = 0; i < count; i++) {
      net[to[i]]++;
      touched[to[i]] = true;
      if (from[i] >= 0) {
        net[from[i]]--;
        touched[from[i]] = true;
      }
    }
    for (int c = 0; c < net.length; c++) {
      sizes[c] += net[c];
    }
    FloatBuffer values = RowChunks.values(chunk);
    int width = sums[0].length;
    Ranges.forEach(
        width,
        LEAST_COLUMNS,
        (first, end) -> {
          float[] part = new float[end - first];
          for (int i = 0; i < count; i++) {
            values.get(rows[i] * width + first, part);
            add(shifts[to[i]], part, centroids[to[i]], first);
            if (from[i] >= 0) {
              subtract(shifts[from[i]], part, centroids[from[i]], first);
            }
          }
          for (int c = 0; c < net.length; c++) {
            for (int d = first; d < end && touched[c]; d++) {
              sums[c][d] += shifts[c][d] + (double) net[c] * centroids[c][d];
              shifts[c][d] = 0;
            }
          }
        });
  }

  private static void add(float[] shift, float[] part, float[] centroid, int first) {
    for (int d = 0; d < part.length; d++) {
      shift[first + d] += part[d] - centroid[first + d];
    }
  }

  private static void subtract(float[] shift, float[] part, float[] centroid, int first) {
    for (int d = 0; d < part.length; d++) {
      shift[first + d] -= part[d] - centroid[first + d];
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
}
