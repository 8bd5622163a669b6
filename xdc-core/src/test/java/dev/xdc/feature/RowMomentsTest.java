package dev.xdc.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xdc.engine.TorchEngine;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RowMomentsTest {
  private static final int ROWS = 40_000; // two parts
  private static final int WIDTH = 3;

  private static float[] values() {
    Random random = new Random(5);
    float[] values = new float[ROWS * WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (100 + i % WIDTH + random.nextGaussian() + i * 1e-5);
    }
    return values;
  }

  @Test
  void partsAddUpToTheSumsOfAllRows() {
    float[] values = values();
    double[] mean = new double[WIDTH];
    double[] products = new double[WIDTH * WIDTH];
    for (int i = 0; i < values.length; i++) {
      mean[i % WIDTH] += values[i] / (double) ROWS;
    }
    for (int row = 0; row < ROWS; row++) {
      for (int i = 0; i < products.length; i++) {
        int a = i / WIDTH;
        int b = i % WIDTH;
        products[i] += (values[row * WIDTH + a] - mean[a]) * (values[row * WIDTH + b] - mean[b]);
      }
    }
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray array = manager.create(values, new Shape(ROWS, WIDTH));
      RowMoments moments = RowMoments.over(FeatureRows.of(array));
      FeatureStats stats = moments.stats();

      assertThat(stats.rows()).isEqualTo(ROWS);
      assertThat(stats.mean()).containsExactly(mean, within(1e-9));
      assertThat(moments.products(mean)).containsExactly(products, within(1e-5));
      for (int d = 0; d < WIDTH; d++) {
        double variance = products[d * WIDTH + d] / ROWS;
        assertThat(stats.variance()[d]).isCloseTo(variance, within(1e-6 * variance));
      }
      assertThat(manager.getManagedArrays()).hasSize(1);
    }
  }

  @Test
  void aRowThatIsNotFiniteIsNamedByItsPlaceAmongAllRows() {
    float[] values = values();
    values[WIDTH * 33_000 + 1] = Float.NaN;
    try (NDManager manager = TorchEngine.newManager()) {
      RowMoments moments =
          RowMoments.over(FeatureRows.of(manager.create(values, new Shape(ROWS, WIDTH))));
      assertThatThrownBy(moments::stats)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("row 33000, column 1");
    }
  }

  @Test
  void partsAreWholeChunksAndAtMost64() {
    assertThat(RowMoments.partRows(1)).isEqualTo(1 << 15);
    assertThat(RowMoments.partRows(65_000_000) % 4096).isZero();
    assertThat((65_000_000 - 1) / RowMoments.partRows(65_000_000) + 1).isLessThan(65);
  }
}
