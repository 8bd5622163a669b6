package dev.xdc;

import dev.xdc.clip.Modality;
import dev.xdc.clip.PerModality;
import dev.xdc.cluster.ClusterQuality;
import dev.xdc.internal.checkpoint.RoundState;
import dev.xdc.label.PseudoLabels;
import dev.xdc.train.ClusterMetrics;
import dev.xdc.train.HeadWeights;
import dev.xdc.train.RoundMetrics;
import dev.xdc.train.StreamPosition;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What clustering has left for a round.
 *
 * @param heads what the heads of each stream start from; none for random weights
 * @param missing items without labels, as they could not be read
 * @param fitted items that the clusterings were fitted on
 */
record Labelled(
    PerModality<PseudoLabels> labels,
    PerModality<List<HeadWeights>> heads,
    BitSet missing,
    List<ClusterMetrics> metrics,
    int fitted) {

  /** Returns what {@link #state} saved together with {@code labels} and {@code heads}. */
  static Labelled of(
      RoundState saved, PerModality<PseudoLabels> labels, PerModality<List<HeadWeights>> heads) {
    return new Labelled(
        labels, heads, set(saved.missing()), saved.clusterings(), saved.fittedItems());
  }

  /** Returns items as a set. */
  static BitSet set(int... items) {
    BitSet set = new BitSet();
    for (int item : items) {
      set.set(item);
    }
    return set;
  }

  /**
   * Returns how far the clusters of both modalities agree beyond chance, over all items but the
   * missing ones; see {@link RoundMetrics#crossModalAmi}.
   *
   * @param clusters the labels of each clustering of the round, in the order of the metrics
   * @return NaN unless each modality was clustered by itself
   */
  double crossModalAmi(List<int[]> clusters) {
    List<String> sources = metrics.stream().map(ClusterMetrics::source).toList();
    int video = sources.indexOf("video");
    int audio = sources.indexOf("audio");
    if (video < 0 || audio < 0) {
      return Double.NaN;
    }
    int[] present =
        IntStream.range(0, clusters.get(video).length).filter(i -> !missing.get(i)).toArray();
    return ClusterQuality.ami(
        chosen(clusters.get(video), present), chosen(clusters.get(audio), present));
  }

  private static int[] chosen(int[] labels, int[] items) {
    return Arrays.stream(items).map(item -> labels[item]).toArray();
  }

  /** Returns what is to be saved of a round that stands at {@code position} of {@code stream}. */
  RoundState state(
      RoundState.Seconds seconds,
      List<RoundMetrics.StreamMetrics> finished,
      Modality stream,
      StreamPosition position) {
    return new RoundState(
        metrics,
        fitted,
        missing.stream().toArray(),
        labels.map(RunFolder::heads),
        seconds,
        finished,
        stream,
        position);
  }
}
