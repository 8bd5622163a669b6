package dev.xdc.cluster;

import java.util.Arrays;

/**
 * How well a clustering agrees with another labelling of the same rows, and how even it is. Labels
 * are numbers from 0 on; which number a cluster has does not matter.
 */
public final class ClusterQuality {

  private ClusterQuality() {}

  /**
   * Returns the normalised mutual information of two labellings: their mutual information divided
   * by the mean of their entropies, as scikit-learn's {@code normalized_mutual_info_score} has it
   * by default.
   *
   * @return from 0 (independent) to 1 (the same partition); 1 if both put all rows into one cluster
   * @throws IllegalArgumentException if the lengths differ, are 0, or a label is negative
   */
  public static double nmi(int[] a, int[] b) {
    double n = checked(a, b);
    int[] sizesA = counts(a);
    int[] sizesB = counts(b);
    double entropyA = entropy(sizesA);
    double entropyB = entropy(sizesB);
    if (entropyA == 0 && entropyB == 0) {
      return 1;
    }
    double[] information = {0};
    forEachCell(
        a,
        b,
        (i, j, count) ->
            information[0] += count / n * Math.log(count * n / ((double) sizesA[i] * sizesB[j])));
    return Math.max(0, Math.min(1, information[0] / ((entropyA + entropyB) / 2)));
  }

  /**
   * Returns the purity of a clustering: the share of rows that belong to the most frequent class of
   * their cluster.
   *
   * @param clusters the cluster of each row
   * @param classes the class of each row
   * @return above 0, at most 1; 1 also if every row is its own cluster, so compare at equal numbers
   *     of clusters only
   * @throws IllegalArgumentException if the lengths differ, are 0, or a label is negative
   */
  public static double purity(int[] clusters, int[] classes) {
    double n = checked(clusters, classes);
    int[] largest = new int[Arrays.stream(clusters).max().getAsInt() + 1];
    forEachCell(clusters, classes, (i, j, count) -> largest[i] = Math.max(largest[i], count));
    return Arrays.stream(largest).sum() / n;
  }

  /**
   * Returns the entropy of a partition in nats: ln K for K equal clusters, 0 for one cluster that
   * holds everything.
   *
   * @param sizes the number of rows of each cluster; empty ones count nothing
   */
  public static double entropy(int[] sizes) {
    double n = Arrays.stream(sizes).asLongStream().sum();
    double entropy = 0;
    for (int size : sizes) {
      if (size > 0) {
        entropy -= size / n * Math.log(size / n);
      }
    }
    return entropy;
  }

  @FunctionalInterface
  private interface CellVisitor {
    void visit(int a, int b, int count);
  }

  /** Visits the pairs of labels that occur: never more than rows, where a table would be K x K. */
  private static void forEachCell(int[] a, int[] b, CellVisitor visitor) {
    long[] pairs = new long[a.length];
    Arrays.setAll(pairs, i -> ((long) a[i] << 32) | b[i]);
    Arrays.sort(pairs);
    int start = 0;
    for (int i = 1; i <= pairs.length; i++) {
      if (i == pairs.length || pairs[i] != pairs[start]) {
        visitor.visit((int) (pairs[start] >> 32), (int) pairs[start], i - start);
        start = i;
      }
    }
  }

  private static int[] counts(int[] labels) {
    int[] counts = new int[Arrays.stream(labels).max().getAsInt() + 1];
    for (int label : labels) {
      counts[label]++;
    }
    return counts;
  }

  private static int checked(int[] a, int[] b) {
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
    return a.length;
  }
}
