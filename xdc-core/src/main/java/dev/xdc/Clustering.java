package dev.xdc;

import dev.xdc.cluster.ClusteringStrategy;
import dev.xdc.label.Clusterer;
import dev.xdc.label.LabelExchanger;

/**
 * How each round clusters and who learns what.
 *
 * @param exchanger who learns from whose clusters
 * @param strategy the algorithm
 * @param first K of the first stream
 * @param second K of the second stream
 */
record Clustering(LabelExchanger exchanger, ClusteringStrategy strategy, int first, int second) {

  Clustering withExchanger(LabelExchanger exchanger) {
    return new Clustering(exchanger, strategy, first, second);
  }

  Clustering withStrategy(ClusteringStrategy strategy) {
    return new Clustering(exchanger, strategy, first, second);
  }

  Clustering withClusters(int first, int second) {
    return new Clustering(exchanger, strategy, first, second);
  }

  /**
   * Checks that there is something to cluster.
   *
   * @param training number of clips that are clustered
   * @throws IllegalStateException if the number of clusters is missing
   * @throws IllegalArgumentException if it does not fit the exchange or the clips
   */
  void check(int training) {
    if (first == 0) {
      throw new IllegalStateException(
          "the number of clusters is missing: call setClusters or setPreset");
    }
    if (exchanger.needsEqualClusters() && first != second) {
      throw new IllegalArgumentException(
          exchanger
              + " clusters both modalities together, but clusters are "
              + first
              + " and "
              + second);
    }
    int most = Math.max(first, second);
    if (most > training) {
      throw new IllegalArgumentException(
          most
              + " clusters for "
              + training
              + " training clips: clusters must be at most clips; lower setClusters or add clips");
    }
  }

  /** Returns K of what is clustered. */
  int k(Clusterer.Source source) {
    return source == Clusterer.Source.AUDIO ? second : first;
  }
}
