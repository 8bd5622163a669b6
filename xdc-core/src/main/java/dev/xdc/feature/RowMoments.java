package dev.xdc.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * Sums over N rows of width D, wherever the rows lie. They are added up in parts of {@link
 * #partRows} rows, which are then joined in their order: the same numbers for any number of threads
 * or machines.
 */
public interface RowMoments {

  /** Returns number, mean and variance of the rows. */
  FeatureStats stats();

  /**
   * Returns the sums of products of any two columns.
   *
   * @param mean D values that are taken off the columns
   * @return D x D sums, row by row
   */
  double[] products(double[] mean);

  /**
   * Returns how many rows make a part: 32,768, or more where that were more than 64 parts, since
   * each sends D x D sums.
   *
   * @param rows N, at least 1
   */
  static int partRows(int rows) {
    int least = Math.max(1 << 15, (rows - 1) / 64 + 1);
    int chunks = (least - 1) / FeatureStats.CHUNK_ROWS + 1;
    return Math.multiplyExact(chunks, FeatureStats.CHUNK_ROWS);
  }

  /** Returns the sums over rows in this JVM, on their device. */
  static RowMoments over(FeatureRows rows) {
    return new LocalMoments(rows);
  }

  /**
   * Returns the sums over a part, to be joined elsewhere.
   *
   * @param rows all of the part
   * @param first its first row among all rows, for messages
   */
  static RowMoments ofPart(FeatureRows rows, int first) {
    return new RowMoments() {
      @Override
      public FeatureStats stats() {
        return FeatureStats.of(rows, first);
      }

      @Override
      public double[] products(double[] mean) {
        try (NDManager scope = rows.manager().newSubManager()) {
          NDArray shift = scope.create(mean);
          NDArray sum = scope.zeros(new Shape(mean.length, mean.length), DataType.FLOAT64);
          rows.forEach(
              FeatureStats.CHUNK_ROWS,
              (chunk, start) -> {
                NDArray centred = chunk.toType(DataType.FLOAT64, true).subi(shift);
                sum.addi(centred.transpose().matMul(centred));
              });
          return sum.toDoubleArray();
        }
      }
    };
  }

  /**
   * Adds to sums those of the next part.
   *
   * @param sums is changed
   */
  static void add(double[] sums, double[] next) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += next[i];
    }
  }
}
