package dev.xdc.label;

import dev.xdc.cluster.ClusterAssignment;
import java.util.List;

/**
 * What one encoder is trained on for a round: one clustering of the clips for each of its heads.
 *
 * @param heads the clusterings, at least one, all of the same clips
 */
public record PseudoLabels(List<ClusterAssignment> heads) {

  /** Checks that there is a head and that all label the same number of clips. */
  public PseudoLabels {
    heads = List.copyOf(heads);
    if (heads.isEmpty()) {
      throw new IllegalArgumentException("pseudo-labels need at least one head");
    }
    int clips = heads.get(0).labels().length;
    for (ClusterAssignment head : heads) {
      if (head.labels().length != clips) {
        throw new IllegalArgumentException(
            "heads label "
                + clips
                + " and "
                + head.labels().length
                + " clips, must label the same ones");
      }
    }
  }

  /** Labels for one head. */
  public static PseudoLabels of(ClusterAssignment head) {
    return new PseudoLabels(List.of(head));
  }
}
