package dev.xdc.suite.clusters;

import dev.xdc.AssignedItems;
import dev.xdc.clip.ClipDataset;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.eval.ClusterReport;
import dev.xdc.internal.file.Unfinished;
import dev.xdc.suite.store.ItemTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/** Files that names of clusters are filled in, and what they make of videos. */
public final class NameFiles {
  /** By how much a distance may differ if its features are computed again in other batches. */
  private static final float ROUNDING = 1e-4f;

  private NameFiles() {}

  /**
   * Assigned items and the names of their clusters.
   *
   * @param names of the clustering that the items are assigned to; maybe none
   */
  public record Named(AssignedItems items, ClusterNames names) {}

  /**
   * Writes a CSV file that {@link ClusterNames#read} reads, with a line for each cluster that is
   * not empty, the largest first: its name, if it has one, its size and the members nearest to its
   * centroid.
   *
   * @param dataset the one that was assigned
   * @param nearest how many members are listed
   * @throws IOException if there is such a file, which may hold a person's work, or it cannot be
   *     written
   */
  public static void writeTemplate(Path file, List<Named> all, ClipDataset dataset, int nearest)
      throws IOException {
    if (Files.exists(file)) {
      throw new IOException(file + " exists and may hold names: choose another path");
    }
    Unfinished.text(
        file,
        out -> {
          CSVPrinter printer = new CSVPrinter(out, ItemTable.FORMAT);
          printer.printRecord("clustering", "modality", "cluster", "name", "size", "nearest");
          for (Named named : all) {
            print(printer, named, dataset, nearest);
          }
        });
  }

  private static void print(CSVPrinter printer, Named named, ClipDataset dataset, int nearest)
      throws IOException {
    ClusterReport report = named.items().report(dataset, 0, nearest); // by size, as without labels
    for (ClusterReport.Cluster cluster : report.clusters()) {
      printer.printRecord(
          named.items().clustering().hash(),
          named.items().clustering().modality(),
          cluster.number(),
          named.names().name(cluster.number()),
          cluster.size(),
          cluster.nearest().stream()
              .map(ClusterReport.Member::id)
              .collect(Collectors.joining("; ")));
    }
  }

  /**
   * Writes a CSV file {@code path,label} of the members of named clusters, which other commands
   * take as labelled videos.
   *
   * @param videos those that were assigned
   * @param within share of a cluster's items, in [0, 1]: members farther from the centroid than
   *     that share was when the clustering was made are left out; null for none
   * @return how many videos are written
   * @throws IllegalArgumentException if the clustering is of single clips, or no video is left
   */
  public static int writeLabels(
      Path file, Named named, MediaDataset videos, @Nullable Double within) throws IOException {
    AssignedItems items = named.items();
    if (items.clustering().clips().eachClip()) {
      throw new IllegalArgumentException(
          "the clustering is of single clips, so a video has no one label: make one of videos with"
              + " xdc clusters");
    }
    int[] members =
        IntStream.range(0, items.size()).filter(i -> isNamed(named, i, within)).toArray();
    if (members.length == 0) {
      throw new IllegalArgumentException(
          "no video is a member of a named cluster"
              + (within == null ? "" : " within the share " + within)
              + ": name more clusters"
              + (within == null ? "" : " or raise the share"));
    }
    Unfinished.text(
        file,
        out -> {
          CSVPrinter printer = new CSVPrinter(out, ItemTable.FORMAT);
          printer.printRecord("path", "label");
          for (int i : members) {
            printer.printRecord(videos.location(i), named.names().name(items.cluster(i)));
          }
        });
    return members.length;
  }

  private static boolean isNamed(Named named, int item, @Nullable Double within) {
    AssignedItems items = named.items();
    int cluster = items.cluster(item);
    return cluster >= 0
        && !named.names().name(cluster).isEmpty()
        && (within == null
            || items.distance(item) <= items.clustering().radius(cluster, within) * (1 + ROUNDING));
  }
}
