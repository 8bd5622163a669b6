package dev.xdc;

import dev.xdc.clip.Modality;
import dev.xdc.cluster.CentroidDistances;
import dev.xdc.feature.FeatureRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The clusterings that a model keeps, one of each encoder's features or of some: which cluster a
 * video is in, those of the run and new ones alike.
 *
 * <p>On disk they are {@code clusters.json}, which describes them, and {@code
 * clusters.safetensors}, their arrays, beside the weights. Immutable, plain Java memory.
 */
public final class ClusterModel {
  private final Map<Modality, FeatureClusters> clusterings;

  /**
   * Puts clusterings together.
   *
   * @param clusterings at least one, at most one of each modality
   * @throws IllegalArgumentException if there are none, or two of one modality
   */
  public ClusterModel(List<FeatureClusters> clusterings) {
    if (clusterings.isEmpty()) {
      throw new IllegalArgumentException("clusterings are none, must be at least one");
    }
    Map<Modality, FeatureClusters> all = new EnumMap<>(Modality.class);
    for (FeatureClusters one : clusterings) {
      if (all.put(one.modality(), one) != null) {
        throw new IllegalArgumentException("two clusterings of " + one.modality());
      }
    }
    this.clusterings = Collections.unmodifiableMap(all);
  }

  /**
   * Reads the clusterings in the folder of a model.
   *
   * @throws IOException if there are none, or a file is damaged; names the file and the remedy
   */
  public static ClusterModel load(Path folder) throws IOException {
    return ClusterFiles.read(folder);
  }

  /** Returns whether the folder of a model holds clusterings. */
  public static boolean isIn(Path folder) {
    return ClusterFiles.isIn(folder);
  }

  /**
   * Writes the clusterings to the folder of a model, in place of those that are there.
   *
   * @throws IOException if it cannot be written
   */
  public void save(Path folder) throws IOException {
    ClusterFiles.write(folder, this);
  }

  /** Returns which encoders have a clustering, video first. */
  public List<Modality> modalities() {
    return List.copyOf(clusterings.keySet());
  }

  /** Returns whether there is a clustering of {@code modality}. */
  public boolean has(Modality modality) {
    return clusterings.containsKey(modality);
  }

  /**
   * Returns the clustering of {@code modality}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public FeatureClusters of(Modality modality) {
    FeatureClusters found = clusterings.get(modality);
    if (found == null) {
      throw new IllegalArgumentException(
          "there is no clustering of " + modality + ", only of " + clusterings.keySet());
    }
    return found;
  }

  /** Returns these clusterings with another one in place of that of its modality, or beside. */
  public ClusterModel with(FeatureClusters other) {
    Map<Modality, FeatureClusters> all = new EnumMap<>(clusterings);
    all.put(other.modality(), other);
    return new ClusterModel(List.copyOf(all.values()));
  }

  /**
   * Finds the cluster of each row, see {@link FeatureClusters#assign}.
   *
   * @param features of the encoder of {@code modality}: N rows of its width D
   * @return N clusters and distances
   * @throws IllegalArgumentException if there is no such clustering, or the width differs
   */
  public CentroidDistances assign(Modality modality, FeatureRows features) {
    return of(modality).assign(features);
  }

  /** Returns what distinguishes these clusterings from others: the hash of each, joined. */
  public String hash() {
    return clusterings.values().stream()
        .map(FeatureClusters::hash)
        .collect(Collectors.joining("-"));
  }

  @Override
  public String toString() {
    return "ClusterModel" + clusterings.values();
  }
}
