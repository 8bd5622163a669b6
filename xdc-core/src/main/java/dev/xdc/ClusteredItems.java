package dev.xdc;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A clustering of all items of a run.
 *
 * @param labels the cluster of each item
 * @param distances of each item to the centroid of its cluster, as the clustering compares them;
 *     null where they are not known
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ClusteredItems(int[] labels, float @Nullable [] distances) {

  /** Returns the labels of each clustering. */
  static List<int[]> labels(List<ClusteredItems> all) {
    return all.stream().map(ClusteredItems::labels).toList();
  }
}
