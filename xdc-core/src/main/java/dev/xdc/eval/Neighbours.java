package dev.xdc.eval;

import ai.djl.ndarray.NDManager;
import dev.xdc.engine.TorchEngine;
import dev.xdc.feature.FeatureRows;

/** The nearest rows by cosine similarity, of arrays in Java memory. */
final class Neighbours {

  private Neighbours() {}

  /**
   * Returns for each query the gallery rows nearest to it, nearest first; see {@link
   * NearestNeighbours}.
   *
   * @param k how many; at most all of the gallery
   */
  static int[][] cosine(float[][] queries, float[][] gallery, int k) {
    try (NDManager manager = TorchEngine.newManager()) {
      return new NearestNeighbours(
              FeatureRows.of(manager.create(gallery)), NearestNeighbours.Metric.COSINE)
          .find(queries, k)
          .rows();
    }
  }
}
