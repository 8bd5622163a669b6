package dev.xdc.cluster;

import java.util.Arrays;

/**
 * How often each pair of labels of two labellings of the same rows occurs. Only pairs that occur
 * are kept, never more than there are rows, where a full table would be K x K.
 */
final class ContingencyTable {
  private final int[] sizesA;
  private final int[] sizesB;
  private final long[] pairs;
  private final int[] counts;
  private final int rows;

  /**
   * Counts pairs, by sorting: a second for ten million rows.
   *
   * @throws IllegalArgumentException if the lengths differ, are 0, or a label is negative
   */
  ContingencyTable(int[] a, int[] b) {
    check(a, b);
    rows = a.length;
    sizesA = sizes(a);
    sizesB = sizes(b);
    long[] sorted = new long[rows];
    Arrays.setAll(sorted, i -> ((long) a[i] << 32) | b[i]);
    Arrays.sort(sorted);
    long[] found = new long[rows];
    int[] times = new int[rows];
    int cells = 0;
    for (int i = 0; i < rows; i++) {
      if (i > 0 && sorted[i] == sorted[i - 1]) {
        times[cells - 1]++;
      } else {
        found[cells] = sorted[i];
        times[cells++] = 1;
      }
    }
    pairs = Arrays.copyOf(found, cells);
    counts = Arrays.copyOf(times, cells);
  }

  /** Sees one cell that is not empty. */
  @FunctionalInterface
  interface CellVisitor {
    void visit(int a, int b, int count);
  }

  void forEachCell(CellVisitor visitor) {
    for (int i = 0; i < pairs.length; i++) {
      visitor.visit((int) (pairs[i] >> 32), (int) pairs[i], counts[i]);
    }
  }

  /** Returns N. */
  int rows() {
    return rows;
  }

  /** Returns the rows of each label of the first labelling, 0 for labels that do not occur. */
  int[] sizesA() {
    return sizesA;
  }

  /** Returns the rows of each label of the second labelling. */
  int[] sizesB() {
    return sizesB;
  }

  /** Returns the mutual information of the labellings in nats. */
  double mutualInformation() {
    double n = rows;
    double[] sum = {0};
    forEachCell(
        (a, b, count) ->
            sum[0] += count / n * Math.log(count * n / ((double) sizesA[a] * sizesB[b])));
    return sum[0];
  }

  private static int[] sizes(int[] labels) {
    int[] sizes = new int[Arrays.stream(labels).max().getAsInt() + 1];
    for (int label : labels) {
      sizes[label]++;
    }
    return sizes;
  }

  private static void check(int[] a, int[] b) {
    if (a.length != b.length || a.length == 0) {
      throw new IllegalArgumentException(
          "labellings have "
              + a.length
              + " and "
              + b.length
              + " rows, must be equally many and at least 1");
    }
    for (int i = 0; i < a.length; i++) {
      if (a[i] < 0 || b[i] < 0) {
        throw new IllegalArgumentException(
            "labels of row " + i + " are " + a[i] + " and " + b[i] + ", must be at least 0");
      }
    }
  }
}
