package dev.xdc;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xdc.clip.Modality;
import dev.xdc.clip.PerModality;
import dev.xdc.cluster.ClusterAssignment;
import dev.xdc.feature.FeatureBank;
import dev.xdc.feature.JavaRows;
import dev.xdc.label.PseudoLabels;
import dev.xdc.train.HeadInit;
import dev.xdc.train.HeadWeights;
import dev.xdc.train.XdcConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the heads of a round start from, see {@link HeadInit}. */
final class FirstHeads {

  private static final String NAME = "headWeights.";

  private FirstHeads() {}

  /** Puts the first weights of a stream's heads among the arrays of a checkpoint. */
  static void put(
      Modality stream, List<HeadWeights> heads, NDManager manager, Map<String, NDArray> arrays) {
    for (int head = 0; head < heads.size(); head++) {
      arrays.put(LabelArrays.name(NAME, stream, head), manager.create(heads.get(head).weights()));
    }
  }

  /** Returns those among the arrays of a checkpoint; none if there are none. */
  static List<HeadWeights> read(Modality stream, Map<String, NDArray> arrays) {
    List<HeadWeights> heads = new ArrayList<>();
    for (NDArray weights = arrays.get(LabelArrays.name(NAME, stream, 0));
        weights != null;
        weights = arrays.get(LabelArrays.name(NAME, stream, heads.size()))) {
      heads.add(new HeadWeights(JavaRows.of(weights)));
    }
    return heads;
  }

  /**
   * Makes the first weights of all heads of a round.
   *
   * @param features of the items, as the encoders that are trained now gave them
   * @param items those that are trained on
   * @return for each stream one for each head, or none for random weights
   */
  static PerModality<List<HeadWeights>> of(
      XdcConfig config,
      int round,
      PerModality<FeatureBank> features,
      PerModality<PseudoLabels> labels,
      int[] items) {
    if (config.headInit() != HeadInit.CLASS_MEANS || config.usesHandCraftedFeatures(round)) {
      return PerModality.both(List.of());
    }
    return labels.map((stream, own) -> of(features.get(stream), own, items));
  }

  private static List<HeadWeights> of(FeatureBank features, PseudoLabels labels, int[] items) {
    List<HeadWeights> heads = new ArrayList<>();
    for (ClusterAssignment head : labels.heads()) {
      Optional<HeadWeights> made = HeadWeights.classMeans(features, items, head.labels(), head.k());
      if (made.isEmpty()) {
        return List.of();
      }
      heads.add(made.get());
    }
    return heads;
  }
}
