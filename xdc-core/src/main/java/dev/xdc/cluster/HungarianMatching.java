package dev.xdc.cluster;

import java.util.Arrays;

/**
 * The one-to-one matching of rows to columns with the largest sum (Kuhn 1955, Munkres 1957), by
 * shortest augmenting paths with potentials: O(rows^2 x columns), seconds for 1,024 x 1,024.
 */
final class HungarianMatching {

  private HungarianMatching() {}

  /**
   * Returns the column of each row.
   *
   * @param gains rows of equal length, no fewer columns than rows
   */
  static int[] maximize(double[][] gains) {
    int rows = gains.length;
    int columns = gains[0].length;
    if (columns < rows) {
      throw new IllegalArgumentException(
          rows + " rows for " + columns + " columns, must be at most as many");
    }
    // Row and column 0 stand for "none"; costs are negated gains.
    double[] rowPotential = new double[rows + 1];
    double[] columnPotential = new double[columns + 1];
    int[] rowOf = new int[columns + 1];
    int[] before = new int[columns + 1];
    for (int row = 1; row <= rows; row++) {
      rowOf[0] = row;
      int column = 0;
      double[] slack = new double[columns + 1];
      Arrays.fill(slack, Double.POSITIVE_INFINITY);
      boolean[] used = new boolean[columns + 1];
      do {
        used[column] = true;
        int current = rowOf[column];
        double smallest = Double.POSITIVE_INFINITY;
        int next = 0;
        for (int j = 1; j <= columns; j++) {
          if (used[j]) {
            continue;
          }
          double reduced = -gains[current - 1][j - 1] - rowPotential[current] - columnPotential[j];
          if (reduced < slack[j]) {
            slack[j] = reduced;
            before[j] = column;
          }
          if (slack[j] < smallest) {
            smallest = slack[j];
            next = j;
          }
        }
        for (int j = 0; j <= columns; j++) {
          if (used[j]) {
            rowPotential[rowOf[j]] += smallest;
            columnPotential[j] -= smallest;
          } else {
            slack[j] -= smallest;
          }
        }
        column = next;
      } while (rowOf[column] != 0);
      while (column != 0) {
        rowOf[column] = rowOf[before[column]];
        column = before[column];
      }
    }
    int[] columnOf = new int[rows];
    for (int j = 1; j <= columns; j++) {
      if (rowOf[j] > 0) {
        columnOf[rowOf[j] - 1] = j - 1;
      }
    }
    return columnOf;
  }
}
