package dev.xdc.cluster;

import dev.xdc.feature.FeatureRows;

/** How k-means finds its first centroids; the paper does not say. */
public enum KMeansInit {
  /** Greedy k-means++: far from each other; the default. */
  PLUS_PLUS {
    @Override
    float[][] seeds(FeatureRows features, int k, long seed) {
      return KMeansSeeding.plusPlus(features, k, seed);
    }
  },
  /** Random rows, as DeepCluster's faiss does. */
  RANDOM_ROWS {
    @Override
    float[][] seeds(FeatureRows features, int k, long seed) {
      return KMeansSeeding.randomRows(features, k, seed);
    }
  };

  abstract float[][] seeds(FeatureRows features, int k, long seed);
}
