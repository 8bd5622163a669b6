package dev.xdc;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xdc.clip.Modality;
import dev.xdc.cluster.ClusterAssignment;
import dev.xdc.feature.JavaRows;
import dev.xdc.internal.checkpoint.RoundState;
import dev.xdc.label.PseudoLabels;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What clustering came to, as the arrays of a checkpoint: {@code clusters.N} and {@code
 * distances.N} of each clustering in the order they were made, {@code labels.STREAM.N} and {@code
 * centroids.STREAM.N} of each head, {@code offsets.STREAM.N} where it has any, and the items that
 * are {@code missing}.
 */
final class LabelArrays {
  private static final String CLUSTERS = "clusters.";
  private static final String DISTANCES = "distances.";
  private static final String LABELS = "labels.";
  private static final String CENTROIDS = "centroids.";
  private static final String OFFSETS = "offsets.";
  private static final String MISSING = "missing";

  private LabelArrays() {}

  /**
   * Makes the arrays.
   *
   * @param labelled what encoders are trained on; null if that is not to be kept
   */
  static Map<String, NDArray> of(
      List<ClusteredItems> clusters, @Nullable Labelled labelled, NDManager manager) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    for (int i = 0; i < clusters.size(); i++) {
      arrays.put(CLUSTERS + i, manager.create(clusters.get(i).labels()));
      float[] distances = clusters.get(i).distances();
      if (distances != null) {
        arrays.put(DISTANCES + i, manager.create(distances));
      }
    }
    if (labelled != null) {
      labelled.labels().forEach((stream, made) -> put(stream, made, manager, arrays));
      labelled.heads().forEach((stream, first) -> FirstHeads.put(stream, first, manager, arrays));
      if (!labelled.missing().isEmpty()) {
        arrays.put(MISSING, manager.create(labelled.missing().stream().toArray()));
      }
    }
    return arrays;
  }

  private static void put(
      Modality stream, PseudoLabels labels, NDManager manager, Map<String, NDArray> arrays) {
    for (int head = 0; head < labels.heads().size(); head++) {
      ClusterAssignment made = labels.heads().get(head);
      arrays.put(name(LABELS, stream, head), manager.create(made.labels()));
      arrays.put(name(CENTROIDS, stream, head), manager.create(made.centroids()));
      if (made.isOffset()) {
        arrays.put(name(OFFSETS, stream, head), manager.create(made.offsets()));
      }
    }
  }

  /** Returns the name of an array of a head; {@code what} ends with a dot. */
  static String name(String what, Modality stream, int head) {
    return what + stream + "." + head;
  }

  /** Returns each clustering; without distances if an earlier version wrote the checkpoint. */
  static List<ClusteredItems> clusters(Map<String, NDArray> arrays) {
    List<ClusteredItems> clusters = new ArrayList<>();
    for (NDArray labels = arrays.get(CLUSTERS + 0);
        labels != null;
        labels = arrays.get(CLUSTERS + clusters.size())) {
      NDArray distances = arrays.get(DISTANCES + clusters.size());
      clusters.add(
          new ClusteredItems(
              labels.toIntArray(), distances == null ? null : distances.toFloatArray()));
    }
    return clusters;
  }

  /** Returns what a stream is trained on. */
  static PseudoLabels labels(
      Modality stream, List<RoundState.Head> heads, Map<String, NDArray> arrays) {
    List<ClusterAssignment> made = new ArrayList<>();
    for (RoundState.Head head : heads) {
      float[][] rows = JavaRows.of(require(arrays, name(CENTROIDS, stream, made.size())));
      NDArray offsets = arrays.get(name(OFFSETS, stream, made.size()));
      made.add(
          new ClusterAssignment(
              require(arrays, name(LABELS, stream, made.size())).toIntArray(),
              rows,
              head.inertia(),
              head.iterations(),
              head.repaired(),
              offsets == null ? new float[rows.length] : offsets.toFloatArray()));
    }
    return new PseudoLabels(made);
  }

  /** Returns what the last round trained a stream on. */
  static PseudoLabels lastLabels(Modality stream, Map<String, NDArray> arrays) {
    if (!arrays.containsKey(name(LABELS, stream, 0))) {
      throw new IllegalArgumentException(
          "the checkpoint keeps no labels of the last round, as earlier versions wrote it: train the run again");
    }
    List<RoundState.Head> heads = new ArrayList<>();
    do {
      heads.add(new RoundState.Head(Double.NaN, 0, 0));
    } while (arrays.containsKey(name(LABELS, stream, heads.size())));
    return labels(stream, heads, arrays);
  }

  /** Returns the items whose clips could not be read when they were clustered. */
  static BitSet missing(Map<String, NDArray> arrays) {
    NDArray saved = arrays.get(MISSING);
    return saved == null ? new BitSet() : Labelled.set(saved.toIntArray());
  }

  private static NDArray require(Map<String, NDArray> arrays, String name) {
    NDArray array = arrays.get(name);
    if (array == null) {
      throw new IllegalStateException("the checkpoint holds no " + name);
    }
    return array;
  }
}
