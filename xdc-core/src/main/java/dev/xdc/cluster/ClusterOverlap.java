package dev.xdc.cluster;

import java.util.ArrayList;
import java.util.List;

/**
 * A cluster of one clustering and its partner in another clustering of the same rows.
 *
 * @param before number of the cluster in the first clustering
 * @param after number of its partner in the second
 * @param shared rows in both
 * @param sizeBefore rows of the cluster
 * @param sizeAfter rows of its partner
 */
public record ClusterOverlap(int before, int after, int shared, int sizeBefore, int sizeAfter) {

  /** Returns the shared rows as a share of the larger cluster, from 0 to 1. */
  public double share() {
    return shared / (double) Math.max(sizeBefore, sizeAfter);
  }

  /**
   * Matches clusters one to one such that as many rows as possible are shared in all.
   *
   * @param before the cluster of each row in the first clustering, from 0
   * @param after that in the second
   * @return partners that share at least one row, by the number before; clusters without one are
   *     left out
   * @throws IllegalArgumentException if the lengths differ, are 0, or a label is negative
   */
  public static List<ClusterOverlap> match(int[] before, int[] after) {
    ContingencyTable table = new ContingencyTable(before, after);
    int[] sizesBefore = table.sizesA();
    int[] sizesAfter = table.sizesB();
    boolean swap = sizesBefore.length > sizesAfter.length;
    int rows = Math.min(sizesBefore.length, sizesAfter.length);
    double[][] gains = new double[rows][Math.max(sizesBefore.length, sizesAfter.length)];
    table.forEachCell((i, j, count) -> gains[swap ? j : i][swap ? i : j] = count);
    int[] columnOf = HungarianMatching.maximize(gains);
    List<ClusterOverlap> found = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      int shared = (int) gains[row][columnOf[row]];
      int first = swap ? columnOf[row] : row;
      int second = swap ? row : columnOf[row];
      if (shared > 0) {
        found.add(
            new ClusterOverlap(first, second, shared, sizesBefore[first], sizesAfter[second]));
      }
    }
    found.sort((a, b) -> Integer.compare(a.before(), b.before()));
    return found;
  }
}
