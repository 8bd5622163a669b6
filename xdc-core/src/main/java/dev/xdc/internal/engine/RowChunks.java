package dev.xdc.internal.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Walks over the rows of a matrix without holding anything of its size: how N x K products, column
 * statistics and sums over rows stay within a few megabytes for any N.
 */
public final class RowChunks {

  private RowChunks() {}

  /** Receives one chunk. */
  @FunctionalInterface
  public interface ChunkVisitor {
    /**
     * Takes the rows from {@code firstRow} on.
     *
     * @param chunk a view of the rows; it and all that is attached to its manager are closed after
     *     the call
     * @param firstRow the index of the first of them in the matrix
     */
    void visit(NDArray chunk, int firstRow);
  }

  /** Receives one row. */
  @FunctionalInterface
  public interface RowVisitor {
    /**
     * Takes one row.
     *
     * @param index the index of the row in the array that is walked over
     * @param row its values; overwritten after the call
     */
    void visit(int index, float[] row);
  }

  /**
   * Calls {@code visitor} with the rows of {@code matrix} from first to last, {@code chunkRows} at
   * a time. Nothing stays attached to the manager of {@code matrix}.
   *
   * @param matrix an array of shape (N, D)
   * @param chunkRows rows in a chunk, at least 1; the last chunk may have fewer
   */
  public static void forEach(NDArray matrix, int chunkRows, ChunkVisitor visitor) {
    int rows = Math.toIntExact(matrix.getShape().get(0));
    for (int first = 0; first < rows; first += chunkRows) {
      int end = Math.min(rows - first, chunkRows) + first;
      try (NDManager scope = NDManager.subManagerOf(matrix)) {
        visitor.visit(matrix.get(scope, new NDIndex("{}:{}", first, end)), first);
      }
    }
  }

  /**
   * Calls {@code visitor} with each row of {@code matrix}, in Java memory. On the CPU the rows are
   * read in place: a copy of 100,000 x 512 values would cost as much time as adding them up.
   *
   * @param matrix a FLOAT32 array of shape (N, D) with at most 2^31 - 1 values; usually a chunk
   */
  public static void forEachRow(NDArray matrix, RowVisitor visitor) {
    int rows = Math.toIntExact(matrix.getShape().get(0));
    int width = Math.toIntExact(matrix.getShape().get(1));
    FloatBuffer values = values(matrix);
    float[] row = new float[width];
    for (int i = 0; i < rows; i++) {
      values.get(i * width, row);
      visitor.visit(i, row);
    }
  }

  /**
   * Returns the values of a FLOAT32 array, row by row: on the CPU in place, to be read while the
   * array is open, else a copy.
   */
  public static FloatBuffer values(NDArray array) {
    return array
        .toByteBuffer(!array.getDevice().isGpu())
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }
}
