package dev.xdc.spark;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.xdc.cluster.ClusterSums;
import dev.xdc.cluster.LloydPasses;
import dev.xdc.engine.TorchEngine;
import dev.xdc.feature.FeatureBank;
import dev.xdc.feature.FeatureRows;
import dev.xdc.feature.FeatureTransform;
import dev.xdc.feature.StoredRows;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;

/**
 * A pass of k-means over some neighbouring rows, as one task. It holds everything that its result
 * depends on, so that an attempt may be repeated anywhere.
 *
 * @param files all rows; seen by all
 * @param comparison what is done to rows before they are compared; one without anything to learn
 * @param first the first of its rows
 * @param chunkRows how many are compared at once; divides {@code first}
 * @param labels the cluster of each of its rows so far
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RowsTask(
    List<String> files,
    FeatureTransform comparison,
    int first,
    int chunkRows,
    int[] labels,
    Broadcast<float[][]> centroids)
    implements Serializable {

  /**
   * What a pass came to.
   *
   * @param changed whether a label changed
   * @param sums what the rows that changed their cluster change
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Assigned(int[] labels, boolean changed, ClusterSums sums) implements Serializable {}

  /** What the last pass came to. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Labelled(int[] labels, double inertia) implements Serializable {}

  Assigned assign() throws IOException {
    float[][] present = centroids.value();
    int[] found = labels.clone();
    ClusterSums sums = new ClusterSums(present.length, present[0].length);
    try (NDManager manager = manager();
        FeatureBank rows = open(manager)) {
      boolean changed = passes(rows).assign(present, found, sums);
      return new Assigned(found, changed, sums);
    }
  }

  Labelled label() throws IOException {
    int[] found = labels.clone();
    try (NDManager manager = manager();
        FeatureBank rows = open(manager)) {
      return new Labelled(found, passes(rows).label(centroids.value(), found));
    }
  }

  private static NDManager manager() {
    return TorchEngine.ready().newBaseManager(Device.cpu());
  }

  private FeatureBank open(NDManager manager) throws IOException {
    return StoredRows.open(manager, files.stream().map(Path::of).toList());
  }

  private LloydPasses passes(FeatureBank rows) {
    FeatureRows part = rows.range(first, first + labels.length);
    return LloydPasses.over(comparison.fit(part).apply(part), chunkRows);
  }
}
