package dev.xdc.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xdc.engine.TorchEngine;
import dev.xdc.feature.GoldenFeatures;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CanonicalCorrelationTest {

  @Test
  void correlationsEqualNumPy() {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray all = GoldenFeatures.create(manager);
      NDArray x = all.get(":, :5"); // the six columns are of rank five
      float[] flat = all.toFloatArray();
      float[] y = new float[120 * 3];
      for (int i = 0; i < 120; i++) {
        y[3 * i] = (float) ((double) flat[6 * i] * flat[6 * i + 1]);
        y[3 * i + 1] = (float) (flat[6 * i + 2] + 0.3 * Math.cos(i));
        y[3 * i + 2] = (float) ((double) flat[6 * i + 4] - flat[6 * i + 3]);
      }
      CanonicalCorrelation found =
          CanonicalCorrelation.fit(x, manager.create(y, new Shape(120, 3)), 10);
      // src/test/python/golden_numerics.py
      assertThat(found.correlations())
          .containsExactly(new double[] {1, 0.9671861879637889, 0.2402723877351463}, within(1e-5));
    }
  }

  @Test
  void pairsThatTookNoPartFindEachOther() {
    // Both sides show the same three hidden numbers, mixed differently and noisy.
    try (NDManager manager = TorchEngine.newManager()) {
      Random random = new Random(3);
      float[] hidden = gaussians(random, 400 * 3);
      NDArray common = manager.create(hidden, new Shape(400, 3));
      NDArray x = mixed(common, 20, random);
      NDArray y = mixed(common, 12, random);
      CanonicalCorrelation found = CanonicalCorrelation.fit(x.get(":300"), y.get(":300"), 8);
      float[][] queries = rows(found.first(x.get("300:")));
      float[][] gallery = rows(found.second(y.get("300:")));
      int[][] nearest = Neighbours.cosine(queries, gallery, 3);
      int hits = 0;
      for (int i = 0; i < 100; i++) {
        for (int j : nearest[i]) {
          hits += j == i ? 1 : 0;
        }
      }
      // Three of a hundred by chance.
      assertThat(hits).isGreaterThan(60);
    }
  }

  private static NDArray mixed(NDArray hidden, int width, Random random) {
    NDManager manager = hidden.getManager();
    NDArray noise = manager.create(gaussians(random, 400 * width), new Shape(400, width));
    NDArray mixing = manager.create(gaussians(random, 3 * width), new Shape(3, width));
    return hidden.matMul(mixing).add(noise.mul(0.1f));
  }

  private static float[] gaussians(Random random, int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static float[][] rows(NDArray array) {
    int n = (int) array.getShape().get(0);
    float[][] rows = new float[n][];
    for (int i = 0; i < n; i++) {
      rows[i] = array.get(i).toFloatArray();
    }
    return rows;
  }

  @Test
  void leavesOnlyTheResultInTheManager() {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray x = GoldenFeatures.create(manager);
      int arrays = manager.getManagedArrays().size();
      CanonicalCorrelation found = CanonicalCorrelation.fit(x, x, 4);
      assertThat(manager.getManagedArrays()).hasSize(arrays);
      found.first(x).close();
      found.second(x).close();
      assertThat(manager.getManagedArrays()).hasSize(arrays);
    }
  }

  @Test
  void rejectsRowsThatDoNotPairUp() {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray x = GoldenFeatures.create(manager);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> CanonicalCorrelation.fit(x, x.get(":7"), 4))
          .withMessageContaining("120 and 7 rows");
    }
  }
}
