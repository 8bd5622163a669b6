package dev.xdc.suite.clusters;

import dev.xdc.FeatureClusters;
import dev.xdc.clip.Modality;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Names of clusters of one clustering.
 *
 * @param clustering {@link FeatureClusters#hash} of the clustering
 * @param modality of its features
 * @param names by the number of the cluster; several clusters may have the same name
 */
public record ClusterNames(String clustering, Modality modality, Map<Integer, String> names) {

  /** Copies the names. */
  public ClusterNames {
    names = Collections.unmodifiableMap(new TreeMap<>(names));
  }

  /**
   * Reads names from a CSV file with the columns {@code clustering}, {@code modality}, {@code
   * cluster} and {@code name}. Further columns are ignored, and so are clusters whose name is
   * empty.
   *
   * @return the names of each modality that has some
   * @throws IOException if it is not such a file, holds names of two clusterings of one modality or
   *     two names of one cluster, or no name at all; names file and line
   */
  public static Map<Modality, ClusterNames> read(Path file) throws IOException {
    Map<Modality, String> clusterings = new EnumMap<>(Modality.class);
    Map<Modality, Map<Integer, String>> names = new EnumMap<>(Modality.class);
    for (CsvTable.Line line : CsvTable.read(file, "clustering", "modality", "cluster", "name")) {
      Modality modality = line.modality("modality");
      String clustering = line.filled("clustering");
      String before = clusterings.putIfAbsent(modality, clustering);
      if (before != null && !before.equals(clustering)) {
        throw line.fault(
            "of the " + modality + " clustering " + clustering + ", lines above of " + before);
      }
      int cluster = line.number("cluster");
      String name = line.cell("name");
      if (!name.isEmpty()
          && names.computeIfAbsent(modality, m -> new TreeMap<>()).put(cluster, name) != null) {
        throw line.fault(modality + " cluster " + cluster + " has a name already");
      }
    }
    if (names.isEmpty()) {
      throw new IOException(file + " names no cluster: fill in the column name");
    }
    Map<Modality, ClusterNames> all = new EnumMap<>(Modality.class);
    names.forEach(
        (modality, found) ->
            all.put(
                modality,
                new ClusterNames(clusterings.getOrDefault(modality, ""), modality, found)));
    return all;
  }

  /**
   * Checks that these are names of clusters of {@code clusters}.
   *
   * @throws IllegalArgumentException if they are of another clustering, or there is no such cluster
   */
  public void check(FeatureClusters clusters) {
    if (!clustering.equals(clusters.hash())) {
      throw new IllegalArgumentException(
          "the names are of the "
              + modality
              + " clustering "
              + clustering
              + ", the model keeps "
              + clusters.hash());
    }
    for (int cluster : names.keySet()) {
      if (cluster >= clusters.k()) {
        throw new IllegalArgumentException(
            "the names are of "
                + modality
                + " cluster "
                + cluster
                + ", must be in [0, "
                + (clusters.k() - 1)
                + "]");
      }
    }
  }

  /** Returns the name of a cluster; empty without one. */
  public String name(int cluster) {
    return names.getOrDefault(cluster, "");
  }

  /** Returns no names of {@code clusters}. */
  public static ClusterNames none(FeatureClusters clusters) {
    return new ClusterNames(clusters.hash(), clusters.modality(), Map.of());
  }
}
