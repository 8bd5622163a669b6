package dev.xdc.label;

import dev.xdc.clip.Modality;
import dev.xdc.clip.PerModality;
import dev.xdc.cluster.ClusterAssignment;
import dev.xdc.feature.FeatureRows;
import dev.xdc.feature.FeatureTransform;
import java.util.List;

/** The four methods of the paper (§3.1, §3.2, figure 1). */
public enum DeepClustering implements LabelExchanger {
  /** Single-modality deep clustering: each encoder learns its own clusters. */
  SDC {
    @Override
    public PerModality<PseudoLabels> exchange(
        PerModality<? extends FeatureRows> features, Clusterer clusterer) {
      return each(features, clusterer).map(PseudoLabels::of);
    }
  },
  /**
   * Multi-head: each encoder learns its own clusters with one head and the other's with a second.
   */
  MDC {
    @Override
    public PerModality<PseudoLabels> exchange(
        PerModality<? extends FeatureRows> features, Clusterer clusterer) {
      PerModality<ClusterAssignment> own = each(features, clusterer);
      PerModality<ClusterAssignment> others = own.swap();
      return own.map((modality, mine) -> new PseudoLabels(List.of(mine, others.get(modality))));
    }
  },
  /**
   * Concatenation: both encoders learn the clusters of their l2-normalised features side by side.
   */
  CDC {
    @Override
    public PerModality<PseudoLabels> exchange(
        PerModality<? extends FeatureRows> features, Clusterer clusterer) {
      PerModality<FeatureRows> unit = features.map(DeepClustering::unitLength);
      FeatureRows joint = unit.video().beside(unit.audio());
      return PerModality.both(PseudoLabels.of(clusterer.cluster(Clusterer.Source.JOINT, joint)));
    }

    @Override
    public boolean needsEqualClusters() {
      return true;
    }
  },
  /** Cross-modal: each encoder learns the other's clusters, and only those. */
  XDC {
    @Override
    public PerModality<PseudoLabels> exchange(
        PerModality<? extends FeatureRows> features, Clusterer clusterer) {
      return each(features, clusterer).swap().map(PseudoLabels::of);
    }
  };

  private static FeatureRows unitLength(FeatureRows rows) {
    return FeatureTransform.l2().fit(rows).apply(rows);
  }

  private static PerModality<ClusterAssignment> each(
      PerModality<? extends FeatureRows> features, Clusterer clusterer) {
    return features.map(
        (modality, rows) ->
            clusterer.cluster(
                modality == Modality.VIDEO ? Clusterer.Source.VIDEO : Clusterer.Source.AUDIO,
                rows));
  }
}
