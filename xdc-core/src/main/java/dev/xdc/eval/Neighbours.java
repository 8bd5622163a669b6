package dev.xdc.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.xdc.engine.TorchEngine;
import dev.xdc.internal.engine.RowChunks;

/** The nearest rows by cosine similarity. */
final class Neighbours {

  /** Bounds the similarities: 1,024 queries against a million rows take 4 GB, 100,000 0.4 GB. */
  private static final int CHUNK_ROWS = 1024;

  private Neighbours() {}

  /**
   * Returns for each query the gallery rows nearest to it, nearest first.
   *
   * @param k how many; at most all of the gallery
   */
  static int[][] cosine(float[][] queries, float[][] gallery, int k) {
    int found = Math.min(k, gallery.length);
    int[][] nearest = new int[queries.length][found];
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray columns = manager.create(unit(gallery)).transpose();
      RowChunks.forEach(
          manager.create(unit(queries)),
          CHUNK_ROWS,
          (chunk, first) -> {
            NDList top = chunk.matMul(columns).topK(found, 1, true, true);
            long[] indices = top.get(1).toLongArray();
            for (int i = 0; i < indices.length; i++) {
              nearest[first + i / found][i % found] = (int) indices[i];
            }
          });
    }
    return nearest;
  }

  private static float[][] unit(float[][] rows) {
    float[][] result = new float[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      double squares = 0;
      for (float value : rows[i]) {
        squares += (double) value * value;
      }
      double scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
      result[i] = new float[rows[i].length];
      for (int d = 0; d < result[i].length; d++) {
        result[i][d] = (float) (rows[i][d] * scale);
      }
    }
    return result;
  }
}
