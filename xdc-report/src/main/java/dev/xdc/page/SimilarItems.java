package dev.xdc.page;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xdc.eval.NearestNeighbours;
import dev.xdc.feature.FeatureRows;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.stream.IntStream;

/** The items most like each item, found exactly by the cosine of their features. */
public final class SimilarItems {

  /** Most items for which neighbours are computed: the work grows with the square of the number. */
  public static final int MOST_ITEMS = 20_000;

  /** Neighbours of an item, at most. */
  public static final int EACH = 8;

  private static final int CHUNK = 2048;

  private SimilarItems() {}

  /**
   * Finds neighbours.
   *
   * @param features stay the caller's
   * @param missing rows that have no features: they have no neighbours and are nobody's
   * @return for each row at most {@link #EACH} others, most similar first; empty for more than
   *     {@link #MOST_ITEMS} rows
   */
  public static Optional<int[][]> of(FeatureRows features, BitSet missing) {
    if (features.rows() > MOST_ITEMS) {
      return Optional.empty();
    }
    NearestNeighbours search = new NearestNeighbours(features, NearestNeighbours.Metric.COSINE);
    int[][] similar = new int[features.rows()][];
    for (int first = 0; first < similar.length; first += CHUNK) {
      int end = Math.min(similar.length, first + CHUNK);
      // One more for the item itself.
      int[][] found = search.find(rows(features, first, end), EACH + 1).rows();
      for (int i = first; i < end; i++) {
        similar[i] = missing.get(i) ? new int[0] : others(found[i - first], i, missing);
      }
    }
    return Optional.of(similar);
  }

  private static int[] others(int[] found, int item, BitSet missing) {
    return Arrays.stream(found).filter(o -> o != item && !missing.get(o)).limit(EACH).toArray();
  }

  private static float[][] rows(FeatureRows features, int first, int end) {
    int width = features.width();
    try (NDManager scope = features.manager().newSubManager()) {
      NDArray chunk = features.chunk(scope, first, end);
      float[] values = chunk.toFloatArray();
      return IntStream.range(0, end - first)
          .mapToObj(i -> Arrays.copyOfRange(values, i * width, (i + 1) * width))
          .toArray(float[][]::new);
    }
  }
}
