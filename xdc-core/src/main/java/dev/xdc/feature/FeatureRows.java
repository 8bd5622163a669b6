package dev.xdc.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xdc.internal.engine.ChunkThreads;
import dev.xdc.internal.engine.RowChunks;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * N rows of width D, FLOAT32, that are read a chunk at a time: from memory, from a file, or made
 * from other rows when they are asked for. What clusters and transforms features takes them in this
 * form, so that its memory does not grow with N.
 *
 * <p>{@link #of(NDArray)} makes rows of an array; a {@link FeatureBank} is one already. The rows
 * stay as they are while they are in use, and usable as long as what they are made from. They are
 * read from several threads at once.
 */
public interface FeatureRows {

  /** Returns N. */
  int rows();

  /** Returns D. */
  int width();

  /** Returns the manager whose device the rows are computed on; it stays the owner's. */
  NDManager manager();

  /**
   * Returns the rows from {@code first} to {@code end - 1}.
   *
   * @param scope owns the result and what is needed to make it; on the device of {@link #manager()}
   */
  NDArray chunk(NDManager scope, int first, int end);

  /**
   * Returns some rows in the order asked for.
   *
   * @param scope owns the result and what is needed to make it; on the device of {@link #manager()}
   * @param which numbers of rows, at least one; a number may occur several times
   */
  NDArray take(NDManager scope, int[] which);

  /**
   * Calls {@code visitor} with all rows from first to last, {@code chunkRows} at a time. Nothing
   * stays attached to {@link #manager()}.
   *
   * @param chunkRows rows in a chunk, at least 1; the last chunk may have fewer
   */
  default void forEach(int chunkRows, RowChunks.ChunkVisitor visitor) {
    for (int first = 0; first < rows(); first += chunkRows) {
      int end = first + Math.min(rows() - first, chunkRows);
      try (NDManager scope = manager().newSubManager()) {
        visitor.visit(chunk(scope, first, end), first);
      }
    }
  }

  /** Makes something of a chunk. */
  @FunctionalInterface
  interface ChunkFunction<T> {
    /**
     * Reads rows.
     *
     * @param chunk the rows; it and all that is attached to its manager are closed after the call
     * @param firstRow the number of the first of them
     * @return what is made of them, in Java memory
     */
    T apply(NDArray chunk, int firstRow);
  }

  /**
   * Makes something of each chunk of {@code chunkRows} rows, on the CPU of several side by side,
   * and hands it on in the order of the rows: the result is the same for any number of threads.
   *
   * @param chunkRows rows in a chunk, at least 1; the last chunk may have fewer
   * @param work called from several threads
   * @param inOrder gets what was made of the first chunk, then of the second and so on
   */
  default <T> void collect(int chunkRows, ChunkFunction<T> work, Consumer<T> inOrder) {
    if (manager().getDevice().isGpu()) {
      forEach(chunkRows, (chunk, first) -> inOrder.accept(work.apply(chunk, first)));
      return;
    }
    ChunkThreads.forEach(
        (rows() - 1) / chunkRows + 1,
        i -> {
          int first = i * chunkRows;
          try (NDManager scope = manager().newSubManager()) {
            return work.apply(
                chunk(scope, first, first + Math.min(rows() - first, chunkRows)), first);
          }
        },
        inOrder);
  }

  /**
   * Returns each row as changed by {@code mapper}, computed whenever it is read.
   *
   * @param mapper maps a chunk of rows to equally many, each for itself, and attaches the result to
   *     the manager of the chunk; called from several threads at once
   */
  default FeatureRows map(UnaryOperator<NDArray> mapper) {
    return DerivedRows.Changed.of(this, mapper);
  }

  /**
   * Returns the rows from {@code first} to {@code end - 1}, without a copy.
   *
   * @throws IllegalArgumentException if there are no such rows
   */
  default FeatureRows range(int first, int end) {
    return new DerivedRows.Range(this, first, end);
  }

  /** Returns the rows {@code which}, in that order. */
  default FeatureRows select(int[] which) {
    return new DerivedRows.Selected(this, which);
  }

  /**
   * Returns each row with the row of {@code other} of the same number behind it.
   *
   * @throws IllegalArgumentException if the numbers of rows differ
   */
  default FeatureRows beside(FeatureRows other) {
    return new DerivedRows.Joined(this, other);
  }

  /**
   * Returns the rows of an array, which stays the caller's.
   *
   * @param matrix shape (N, D), FLOAT32, N and D at least 1
   * @throws IllegalArgumentException if shape or type differ
   */
  static FeatureRows of(NDArray matrix) {
    return new ArrayRows(matrix);
  }
}
