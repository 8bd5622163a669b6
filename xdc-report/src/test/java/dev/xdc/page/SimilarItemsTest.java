package dev.xdc.page;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xdc.engine.TorchEngine;
import dev.xdc.feature.FeatureRows;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SimilarItemsTest {

  private static int[][] similar(float[][] rows, BitSet missing) {
    try (NDManager manager = TorchEngine.newManager()) {
      return SimilarItems.of(FeatureRows.of(manager.create(rows)), missing).orElseThrow();
    }
  }

  private static double cosine(float[] a, float[] b) {
    double dot = 0;
    double one = 0;
    double other = 0;
    for (int d = 0; d < a.length; d++) {
      dot += a[d] * b[d];
      one += a[d] * a[d];
      other += b[d] * b[d];
    }
    return dot / Math.sqrt(one * other);
  }

  @Test
  void theMostSimilarComeFirstAndNeverTheItemItself() {
    Random random = new Random(3);
    float[][] rows = new float[40][5];
    for (float[] row : rows) {
      for (int d = 0; d < row.length; d++) {
        row[d] = (float) random.nextGaussian();
      }
    }
    int[][] similar = similar(rows, new BitSet());

    for (int i = 0; i < rows.length; i++) {
      assertThat(similar[i]).hasSize(SimilarItems.EACH).doesNotContain(i);
      double last = cosine(rows[i], rows[similar[i][SimilarItems.EACH - 1]]);
      int nearer = 0;
      for (int j = 0; j < rows.length; j++) {
        nearer += j != i && cosine(rows[i], rows[j]) > last + 1e-9 ? 1 : 0;
      }
      assertThat(nearer).isEqualTo(SimilarItems.EACH - 1);
    }
  }

  @Test
  void whatCouldNotBeReadIsNobodysNeighbour() {
    BitSet missing = new BitSet();
    missing.set(1);
    float[][] rows = {{1, 0}, {0, 0}, {1, 1}};

    assertThat(similar(rows, missing)).isDeepEqualTo(new int[][] {{2}, {}, {0}});
  }

  @Test
  void tooManyItemsHaveNone() {
    try (NDManager manager = TorchEngine.newManager()) {
      FeatureRows many = FeatureRows.of(manager.zeros(new Shape(SimilarItems.MOST_ITEMS + 1, 1)));
      assertThat(SimilarItems.of(many, new BitSet())).isEmpty();
    }
  }
}
