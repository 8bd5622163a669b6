package dev.xdc.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.xdc.engine.TorchEngine;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FeatureStatsTest {

  @Test
  void equalsASumInDoubleOverSeveralChunksFarFromTheOrigin() {
    int rows = 9000;
    Random random = new Random(1);
    float[] values = new float[rows * 2];
    double[] sum = new double[2];
    for (int i = 0; i < values.length; i++) {
      // The second column drifts, so that chunk means differ.
      values[i] = (float) (500 + random.nextGaussian() + (i % 2 == 1 ? i * 1e-3 : 0));
      sum[i % 2] += values[i];
    }
    double[] squares = new double[2];
    for (int i = 0; i < values.length; i++) {
      squares[i % 2] += Math.pow(values[i] - sum[i % 2] / rows, 2);
    }
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray x = manager.create(values, new Shape(rows, 2));
      int arrays = manager.getManagedArrays().size();
      FeatureStats stats = FeatureStats.of(x);
      assertThat(manager.getManagedArrays()).hasSize(arrays);
      assertThat(stats.rows()).isEqualTo(rows);
      for (int d = 0; d < 2; d++) {
        assertThat(stats.mean()[d]).isCloseTo(sum[d] / rows, within(1e-5));
        assertThat(stats.variance()[d])
            .isCloseTo(squares[d] / rows, within(1e-5 * squares[d] / rows));
      }
      assertThat(stats.spread())
          .isCloseTo(squares[0] + squares[1], within(1e-5 * (squares[0] + squares[1])));
    }
  }

  @Test
  void constantColumnsHaveNoVariance() {
    try (NDManager manager = TorchEngine.newManager()) {
      FeatureStats stats =
          FeatureStats.of(manager.full(new Shape(5000, 3), 0.1f, DataType.FLOAT32));
      assertThat(stats.spread()).isCloseTo(0, within(1e-9));
    }
  }

  @Test
  void namesRowAndValueThatAreNotFinite() {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray x = manager.zeros(new Shape(5000, 3));
      x.set(new NDIndex(4500, 1), Float.NaN);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> FeatureStats.of(x))
          .withMessage("features must be finite: row 4500, column 1 is NaN");
    }
  }

  @Test
  void rejectsValuesWhoseSquareOverflows() {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray x = manager.create(new float[] {1e30f, -1e30f}, new Shape(2, 1));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> FeatureStats.of(x))
          .withMessageContaining("too large");
    }
  }

  @Test
  void rejectsOtherTypesAndShapes() {
    try (NDManager manager = TorchEngine.newManager()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> FeatureStats.of(manager.zeros(new Shape(2, 2), DataType.FLOAT64)))
          .withMessageContaining("float64");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> FeatureStats.of(manager.zeros(new Shape(0, 2))))
          .withMessageContaining("(0, 2)");
    }
  }
}
