package dev.xdc.label;

import dev.xdc.cluster.ClusterAssignment;
import dev.xdc.feature.FeatureRows;

/**
 * Clusters one set of features with the settings of the run: transform, k, algorithm and the seed
 * of the round.
 */
@FunctionalInterface
public interface Clusterer {

  /** What is clustered; it decides k and the random stream. */
  enum Source {
    /** The features of the video encoder. */
    VIDEO,
    /** The features of the audio encoder. */
    AUDIO,
    /** Both features of a clip side by side. */
    JOINT
  }

  /**
   * Clusters the rows of {@code features}.
   *
   * @param features N rows, unchanged on return
   * @return N labels
   */
  ClusterAssignment cluster(Source source, FeatureRows features);
}
