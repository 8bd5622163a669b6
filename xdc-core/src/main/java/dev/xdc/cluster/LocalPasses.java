package dev.xdc.cluster;

import ai.djl.ndarray.NDArray;
import dev.xdc.feature.FeatureRows;

/**
 * Passes in this JVM.
 *
 * @param chunkRows rows that are compared at once on the CPU
 * @param deviceRows the same on a GPU
 */
record LocalPasses(FeatureRows features, int chunkRows, int deviceRows) implements LloydPasses {

  /**
   * Passes over all rows.
   *
   * @param most the largest number of rows that are compared at once
   */
  static LocalPasses of(FeatureRows features, int most) {
    return new LocalPasses(features, NearestCentroids.chunkRows(most, features.rows()), most);
  }

  @Override
  public boolean assign(float[][] centroids, int[] labels, ClusterSums sums) {
    if (features.manager().getDevice().isGpu()) {
      return assignOnDevice(centroids, labels, sums);
    }
    boolean[] any = {false};
    NearestCentroids.searchChunks(
        features,
        centroids,
        new float[centroids.length],
        chunkRows,
        labels,
        (chunk, before, found) -> ClusterSums.Change.of(chunk, before, found, centroids),
        change -> {
          any[0] |= change.any();
          sums.add(change, centroids);
        });
    return any[0];
  }

  private boolean assignOnDevice(float[][] centroids, int[] labels, ClusterSums sums) {
    sums.clear();
    boolean[] any = {false};
    try (NearestCentroids nearest = new NearestCentroids(features, centroids)) {
      features.forEach(
          deviceRows,
          (chunk, first) -> {
            NDArray found = nearest.of(chunk);
            any[0] |= keep(found.toLongArray(), first, labels);
            sums.addOnDevice(chunk, found, labels, first);
          });
    }
    return any[0];
  }

  private static boolean keep(long[] found, int first, int[] labels) {
    boolean any = false;
    for (int i = 0; i < found.length; i++) {
      any |= labels[first + i] != found[i];
      labels[first + i] = (int) found[i];
    }
    return any;
  }

  @Override
  public double label(float[][] centroids, int[] labels) {
    return LloydRun.labelChunks(
        features, chunkRows, centroids, new float[centroids.length], labels);
  }
}
