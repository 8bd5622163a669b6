package dev.xdc.cluster;

import java.util.Arrays;

/**
 * How well a clustering agrees with another labelling of the same rows, and how even it is. Labels
 * are numbers from 0 on; which number a cluster has does not matter.
 *
 * <p>Every method throws {@link IllegalArgumentException} if the labellings differ in length, are
 * empty, or hold a negative label.
 */
public final class ClusterQuality {

  private ClusterQuality() {}

  /**
   * Returns the normalised mutual information of two labellings: their mutual information divided
   * by the mean of their entropies, as scikit-learn's {@code normalized_mutual_info_score} has it
   * by default. It grows with the number of clusters even by chance: {@link #ami} does not.
   *
   * @return from 0 (independent) to 1 (the same partition); 1 if both put all rows into one cluster
   */
  public static double nmi(int[] a, int[] b) {
    ContingencyTable table = new ContingencyTable(a, b);
    double entropies = entropy(table.sizesA()) + entropy(table.sizesB());
    if (entropies == 0) {
      return 1;
    }
    return Math.max(0, Math.min(1, table.mutualInformation() / (entropies / 2)));
  }

  /**
   * Returns the adjusted mutual information: {@link #nmi} with what chance gives taken off
   * numerator and denominator (Vinh, Epps, Bailey 2010), as scikit-learn's {@code
   * adjusted_mutual_info_score} has it by default.
   *
   * @return at most 1 (the same partition), about 0 for independent ones, possibly below
   */
  public static double ami(int[] a, int[] b) {
    ContingencyTable table = new ContingencyTable(a, b);
    double entropyA = entropy(table.sizesA());
    double entropyB = entropy(table.sizesB());
    if (entropyA == 0 && entropyB == 0) {
      return 1;
    }
    double expected = ExpectedInformation.of(table);
    double room = (entropyA + entropyB) / 2 - expected;
    // Each row a cluster of its own in both: the same partition, and 0 / 0 but for rounding.
    return Math.abs(room) < 1e-12 ? 1 : (table.mutualInformation() - expected) / room;
  }

  /**
   * Returns the adjusted Rand index (Hubert, Arabie 1985): over pairs of rows, how often both
   * labellings agree on whether they belong together, adjusted for chance; scikit-learn's {@code
   * adjusted_rand_score}.
   *
   * @return at most 1 (the same partition), about 0 for independent ones, possibly below
   */
  public static double ari(int[] a, int[] b) {
    ContingencyTable table = new ContingencyTable(a, b);
    double[] together = {0};
    table.forEachCell((i, j, count) -> together[0] += pairs(count));
    double inA = Arrays.stream(table.sizesA()).mapToDouble(ClusterQuality::pairs).sum();
    double inB = Arrays.stream(table.sizesB()).mapToDouble(ClusterQuality::pairs).sum();
    double all = pairs(table.rows());
    double expected = all == 0 ? 0 : inA * inB / all;
    double room = (inA + inB) / 2 - expected;
    return room == 0 ? 1 : (together[0] - expected) / room;
  }

  private static double pairs(int rows) {
    return rows * (rows - 1.0) / 2;
  }

  /**
   * Returns the purity of a clustering: the share of rows that belong to the most frequent class of
   * their cluster.
   *
   * @param clusters the cluster of each row
   * @param classes the class of each row
   * @return above 0, at most 1; 1 also if every row is its own cluster, so compare at equal numbers
   *     of clusters only
   */
  public static double purity(int[] clusters, int[] classes) {
    ContingencyTable table = new ContingencyTable(clusters, classes);
    int[] largest = new int[table.sizesA().length];
    table.forEachCell((i, j, count) -> largest[i] = Math.max(largest[i], count));
    return Arrays.stream(largest).sum() / (double) table.rows();
  }

  /**
   * Returns the Hungarian accuracy: the share of rows in the right class if each class is given one
   * cluster of its own, in the best of all ways. Clusters beyond the number of classes count
   * nothing, so compare at equal numbers of clusters only.
   *
   * @param clusters the cluster of each row
   * @param classes the class of each row
   * @return above 0, at most 1
   */
  public static double hungarianAccuracy(int[] clusters, int[] classes) {
    ContingencyTable table = new ContingencyTable(clusters, classes);
    boolean swap = table.sizesA().length > table.sizesB().length;
    int rows = Math.min(table.sizesA().length, table.sizesB().length);
    int columns = Math.max(table.sizesA().length, table.sizesB().length);
    double[][] gains = new double[rows][columns];
    table.forEachCell((i, j, count) -> gains[swap ? j : i][swap ? i : j] = count);
    int[] columnOf = HungarianMatching.maximize(gains);
    double matched = 0;
    for (int row = 0; row < rows; row++) {
      matched += gains[row][columnOf[row]];
    }
    return matched / table.rows();
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
}
