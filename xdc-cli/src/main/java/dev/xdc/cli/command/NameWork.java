package dev.xdc.cli.command;

import dev.xdc.AssignedItems;
import dev.xdc.FeatureClusters;
import dev.xdc.XdcModel;
import dev.xdc.cli.option.DataOptions;
import dev.xdc.cli.option.NameOptions;
import dev.xdc.clip.Modality;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.data.reader.MediaList;
import dev.xdc.internal.Count;
import dev.xdc.suite.clusters.AssignmentTable;
import dev.xdc.suite.clusters.CarriedNames;
import dev.xdc.suite.clusters.ClusterNames;
import dev.xdc.suite.clusters.NameFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Gives clusters of a model their names, as {@link NameOptions} say. */
final class NameWork {
  private final NameOptions asked;
  private final Map<Modality, ClusterNames> given;
  private final Map<Modality, Map<String, Integer>> before = new EnumMap<>(Modality.class);
  private final PrintWriter results;

  /** Reads the names, if there are some. */
  NameWork(NameOptions asked, PrintWriter results) throws IOException {
    this.asked = asked;
    this.results = results;
    Path file = asked.names();
    this.given = file == null ? Map.of() : ClusterNames.read(file);
  }

  /**
   * Finds the clusters that names of other clusterings belong to, before anything is saved over
   * them.
   *
   * @param source of the videos
   * @param modalities of which names are wanted
   */
  void readBefore(ModelClusters now, DataOptions data, Path source, List<Modality> modalities)
      throws IOException {
    Path from = asked.carryOver();
    if (from == null) {
      return;
    }
    for (Modality modality : modalities) {
      ClusterNames names = given.get(modality);
      if (names != null) {
        before.put(
            modality,
            Files.isDirectory(from)
                ? assigned(now, data, source, from, names)
                : AssignmentTable.readClusters(from, modality, names.clustering()));
      }
    }
  }

  private static Map<String, Integer> assigned(
      ModelClusters now, DataOptions data, Path source, Path from, ClusterNames names)
      throws IOException {
    Modality modality = names.modality();
    try (XdcModel old = XdcModel.load(from, now.model().encoder(modality).manager().getDevice());
        MediaDataset videos = data.open(MediaList.of(source), old.clipSpec(), Set.of(modality))) {
      ModelClusters kept = new ModelClusters(from, old, videos, now.progress());
      FeatureClusters clustering =
          old.clusters().filter(all -> all.has(modality)).map(all -> all.of(modality)).orElse(null);
      if (clustering == null || !clustering.hash().equals(names.clustering())) {
        throw new IllegalArgumentException(
            "--carry-over "
                + from
                + " does not hold the "
                + modality
                + " clustering "
                + names.clustering()
                + " that the names are of: give its model, or a CSV file of xdc assign");
      }
      return AssignmentTable.clusters(kept.assign(modality));
    }
  }

  /**
   * Checks that the names given, if there are some, are of a clustering or can be moved to it.
   *
   * @throws IllegalArgumentException if not
   */
  void check(FeatureClusters clustering) {
    ClusterNames names = given.get(clustering.modality());
    if (names != null && !before.containsKey(clustering.modality())) {
      try {
        names.check(clustering);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            asked.names() + ": " + e.getMessage() + "; --carry-over moves names", e);
      }
    }
  }

  /**
   * Returns the names of the clustering that items are assigned to, moved if that is asked for;
   * prints what became of each.
   */
  ClusterNames names(AssignedItems items) {
    FeatureClusters clustering = items.clustering();
    ClusterNames names = given.get(clustering.modality());
    if (names == null) {
      return ClusterNames.none(clustering);
    }
    Map<String, Integer> members = before.get(clustering.modality());
    if (members == null || names.clustering().equals(clustering.hash())) {
      check(clustering);
      return names;
    }
    CarriedNames carried =
        CarriedNames.of(names, members, AssignmentTable.clusters(items), clustering);
    carried.lines().forEach(results::println);
    return carried.names();
  }

  /** Writes the files that are asked for. */
  void write(List<NameFiles.Named> all, MediaDataset videos, int nearest) throws IOException {
    Path template = asked.template();
    if (template != null) {
      NameFiles.writeTemplate(template, all, videos, nearest);
      results.println(template + ": fill in the column name, then give it as --names");
    }
    Path labels = asked.labels();
    if (labels != null) {
      int written = NameFiles.writeLabels(labels, named(all), videos, asked.within());
      results.println(labels + ": " + Count.of(written, "video") + " with labels");
    }
  }

  private NameFiles.Named named(List<NameFiles.Named> all) {
    List<NameFiles.Named> named =
        all.stream().filter(one -> !one.names().names().isEmpty()).toList();
    if (named.size() != 1) {
      String modalities =
          all.stream()
              .map(one -> one.names().modality().toString())
              .collect(Collectors.joining(" and "));
      throw new IllegalArgumentException(
          named.isEmpty()
              ? asked.names()
                  + " leaves no name of a "
                  + modalities
                  + " cluster, so there are no labels"
              : "there are names of " + modalities + " clusters: choose one by --modality");
    }
    return named.get(0);
  }
}
