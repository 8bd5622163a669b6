package dev.xdc.internal.checkpoint;

import dev.xdc.clip.Modality;
import dev.xdc.clip.PerModality;
import dev.xdc.timing.PhaseTimes;
import dev.xdc.train.ClusterMetrics;
import dev.xdc.train.RoundMetrics;
import dev.xdc.train.StreamPosition;
import java.util.List;

/**
 * What is known of a round that is under way, besides its labels.
 *
 * @param clusterings what was clustered
 * @param fittedItems items that the clusterings were fitted on
 * @param missing items left out because they could not be read, ascending
 * @param heads what belongs to the labels of each head
 * @param seconds time spent so far
 * @param finished the streams that are trained
 * @param stream the stream that is being trained
 * @param position where its training stands
 */
public record RoundState(
    List<ClusterMetrics> clusterings,
    int fittedItems,
    int[] missing,
    PerModality<List<Head>> heads,
    Seconds seconds,
    List<RoundMetrics.StreamMetrics> finished,
    Modality stream,
    StreamPosition position) {

  /**
   * The numbers of a clustering that supervises a head.
   *
   * @param inertia sum of squared distances to the centroids
   * @param iterations iterations of k-means
   * @param repaired empty clusters that were repaired
   */
  public record Head(double inertia, int iterations, int repaired) {}

  /**
   * Durations.
   *
   * @param features of feature extraction
   * @param clustering of clustering
   * @param training of training
   * @param phases what all of it was spent on
   */
  public record Seconds(double features, double clustering, double training, PhaseTimes phases) {}
}
