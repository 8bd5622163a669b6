package dev.xdc;

import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.Labels;
import dev.xdc.cluster.CentroidDistances;
import dev.xdc.eval.ClusterReport;
import dev.xdc.feature.FeatureBank;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which cluster each item of a data set is in. An item is a video, unless the clustering is of
 * single clips, see {@link ClipRule}. Plain Java memory, immutable.
 */
public final class AssignedItems {
  private final FeatureClusters clustering;
  private final List<String> ids;
  private final CentroidDistances found;
  private final BitSet missing;

  private AssignedItems(
      FeatureClusters clustering, List<String> ids, CentroidDistances found, BitSet missing) {
    this.clustering = clustering;
    this.ids = ids;
    this.found = found;
    this.missing = missing;
  }

  /**
   * Assigns embedded items.
   *
   * @param features a row for each item of {@code dataset}, see {@link XdcModel#items}; stays the
   *     caller's
   */
  public static AssignedItems of(
      FeatureClusters clustering, ClipDataset dataset, FeatureBank features) {
    int perVideo = clustering.clips().itemsPerVideo();
    if (features.rows() != dataset.size() * perVideo) {
      throw new IllegalArgumentException(
          "there are "
              + features.rows()
              + " rows, the "
              + dataset.size()
              + " videos have "
              + dataset.size() * perVideo
              + " items");
    }
    List<String> ids =
        IntStream.range(0, features.rows())
            .mapToObj(item -> clustering.clips().itemId(dataset.id(item / perVideo), item))
            .toList();
    return new AssignedItems(clustering, ids, clustering.assign(features), features.missing());
  }

  /** Returns the clustering that the items are assigned to. */
  public FeatureClusters clustering() {
    return clustering;
  }

  /** Returns the number of items, unreadable ones included, in the order of the data set. */
  public int size() {
    return ids.size();
  }

  /** Returns the id of an item, see {@link ClipRule#itemId}. */
  public String id(int item) {
    return ids.get(item);
  }

  /** Returns whether no clip of an item could be read, so that it has no cluster. */
  public boolean isMissing(int item) {
    return missing.get(item);
  }

  /** Returns the cluster of an item, from 0; -1 if it is missing. */
  public int cluster(int item) {
    return missing.get(item) ? -1 : found.clusters()[item];
  }

  /** Returns the distance of an item to the centroid of its cluster; NaN if it is missing. */
  public float distance(int item) {
    return missing.get(item) ? Float.NaN : found.distances()[item];
  }

  /** Returns the distance to the next centroid; NaN if the item is missing, or K is 1. */
  public float next(int item) {
    return missing.get(item) ? Float.NaN : found.next()[item];
  }

  /** Returns the items that have a cluster, ascending. */
  int[] present() {
    return IntStream.range(0, size()).filter(item -> !missing.get(item)).toArray();
  }

  /** Returns the clusters of all items; those of missing ones mean nothing. */
  int[] clusters() {
    return found.clusters();
  }

  /**
   * Reports what the clusters hold of these items.
   *
   * @param dataset the one that was assigned; its labels, if it has some, are read for the report
   * @param top how many labels are listed of a cluster
   * @param nearest how many items nearest to the centroid
   */
  public ClusterReport report(ClipDataset dataset, int top, int nearest) {
    int perVideo = clustering.clips().itemsPerVideo();
    int[] present = present();
    List<String> shown = new ArrayList<>();
    double[] distances = new double[present.length];
    for (int i = 0; i < present.length; i++) {
      shown.add(ids.get(present[i]));
      distances[i] = found.distances()[present[i]];
    }
    Optional<Labels> labels =
        dataset
            .labels()
            .map(
                all ->
                    new Labels(
                        Arrays.stream(present).map(i -> all.classes()[i / perVideo]).toArray(),
                        all.names()));
    List<String> unread =
        IntStream.range(0, size()).filter(missing::get).mapToObj(ids::get).toList();
    return ClusterReport.of(
        clustering.k(),
        Arrays.stream(present).map(i -> found.clusters()[i]).toArray(),
        distances,
        new ClusterReport.Items(shown, labels, unread),
        top,
        nearest);
  }

  @Override
  public String toString() {
    return "AssignedItems[" + size() + " in " + clustering + "]";
  }
}
