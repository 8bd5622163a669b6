package dev.xdc;

import dev.xdc.checkpoint.RoundState;
import dev.xdc.clip.Modality;
import dev.xdc.clip.PerModality;
import dev.xdc.label.PseudoLabels;
import dev.xdc.train.ClusterMetrics;
import dev.xdc.train.RoundMetrics;
import dev.xdc.train.StreamPosition;
import java.util.BitSet;
import java.util.List;

/**
 * What clustering has left for a round.
 *
 * @param missing items without labels, as they could not be read
 * @param fitted items that the clusterings were fitted on
 */
record Labelled(
    PerModality<PseudoLabels> labels, BitSet missing, List<ClusterMetrics> metrics, int fitted) {

  /** Returns what {@link #state} saved together with {@code labels}. */
  static Labelled of(RoundState saved, PerModality<PseudoLabels> labels) {
    return new Labelled(labels, set(saved.missing()), saved.clusterings(), saved.fittedItems());
  }

  /** Returns items as a set. */
  static BitSet set(int... items) {
    BitSet set = new BitSet();
    for (int item : items) {
      set.set(item);
    }
    return set;
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
