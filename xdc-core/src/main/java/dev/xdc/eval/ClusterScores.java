package dev.xdc.eval;

import dev.xdc.cluster.ClusterQuality;

/**
 * How well a clustering agrees with classes, by every measure of {@link ClusterQuality}.
 *
 * @param nmi normalised mutual information
 * @param ami adjusted mutual information
 * @param ari adjusted Rand index
 * @param purity share of rows in the most frequent class of their cluster
 * @param hungarianAccuracy share of rows in the right class under the best one-to-one matching
 */
public record ClusterScores(
    double nmi, double ami, double ari, double purity, double hungarianAccuracy) {

  /** Measures; seconds for a million rows and a thousand clusters. */
  public static ClusterScores of(int[] clusters, int[] classes) {
    return new ClusterScores(
        ClusterQuality.nmi(clusters, classes),
        ClusterQuality.ami(clusters, classes),
        ClusterQuality.ari(clusters, classes),
        ClusterQuality.purity(clusters, classes),
        ClusterQuality.hungarianAccuracy(clusters, classes));
  }
}
