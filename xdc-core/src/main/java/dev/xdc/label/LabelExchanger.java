package dev.xdc.label;

import dev.xdc.clip.PerModality;
import dev.xdc.feature.FeatureRows;

/** Turns the features of both encoders into the labels that each will be trained on. */
@FunctionalInterface
public interface LabelExchanger {

  /**
   * Clusters and hands out labels.
   *
   * @param features for each stream the features of the same N clips in the same order, unchanged
   *     on return
   * @param clusterer how to cluster
   * @return for each stream the labels of its heads
   */
  PerModality<PseudoLabels> exchange(
      PerModality<? extends FeatureRows> features, Clusterer clusterer);

  /**
   * Returns whether both streams must have the same number of clusters, because their features are
   * clustered together; default false.
   */
  default boolean needsEqualClusters() {
    return false;
  }
}
