package dev.xdc.eval;

import java.util.Arrays;

/** The best n rows seen so far of one query: highest score first, equal scores by position. */
final class TopRows {
  private final int[] rows;
  private final double[] scores;
  private int size;

  /**
   * Nothing is seen yet.
   *
   * @param most n, at least 1
   */
  TopRows(int most) {
    rows = new int[most];
    scores = new double[most];
  }

  /** Returns what a later row must exceed to get in; minus infinity while there is room. */
  double threshold() {
    return size < rows.length ? Double.NEGATIVE_INFINITY : scores[size - 1];
  }

  /**
   * Takes a row if it is among the best.
   *
   * @param row greater than all rows offered before, so that it comes behind those of its score
   */
  void offer(int row, double score) {
    if (score <= threshold()) {
      return;
    }
    int low = 0;
    for (int high = size; low < high; ) {
      int middle = (low + high) >>> 1;
      if (scores[middle] >= score) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    size = Math.min(size + 1, rows.length);
    System.arraycopy(rows, low, rows, low + 1, size - 1 - low);
    System.arraycopy(scores, low, scores, low + 1, size - 1 - low);
    rows[low] = row;
    scores[low] = score;
  }

  /** Takes the best of later rows. */
  void offerAll(TopRows later) {
    for (int i = 0; i < later.size; i++) {
      offer(later.rows[i], later.scores[i]);
    }
  }

  /** Returns the rows, best first. */
  int[] rows() {
    return Arrays.copyOf(rows, size);
  }

  /** Returns their scores. */
  double[] scores() {
    return Arrays.copyOf(scores, size);
  }
}
