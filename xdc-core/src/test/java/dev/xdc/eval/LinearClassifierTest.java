package dev.xdc.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.xdc.engine.TorchEngine;
import dev.xdc.feature.GoldenFeatures;
import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LinearClassifierTest {

  @Test
  void equalsScikitLearn() {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray x = GoldenFeatures.create(manager);
      LinearModel model =
          LinearClassifier.builder()
              .optPenalty(0.01)
              .optTolerance(1e-6)
              .build()
              .fit(x, GoldenFeatures.labels(), 4);
      // src/test/python/golden_numerics.py
      assertThat(model.objective()).isCloseTo(0.35032153805941657, within(1e-6));
      NDArray probabilities = model.logits(x).softmax(1);
      assertThat(probabilities.get(0).toFloatArray())
          .containsExactly(
              new float[] {0.9118511f, 0.0257136f, 0.0584224f, 0.0040129f}, within(1e-4f));
      assertThat(probabilities.get(77).toFloatArray())
          .containsExactly(
              new float[] {0.8981265f, 0.0280400f, 0.0719764f, 0.0018571f}, within(1e-4f));
      float[] weights = new float[6];
      for (int d = 0; d < 6; d++) {
        weights[d] = model.weights()[d][2];
      }
      assertThat(weights)
          .containsExactly(
              new float[] {
                -0.6758757f, -0.9335973f, 1.3345502f, 0.5459647f, -0.5318465f, -2.3431173f
              },
              within(1e-3f));
    }
  }

  @Test
  void gradientEqualsDifferencesOfTheObjective() {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray x = GoldenFeatures.create(manager);
      NDArray labels = manager.create(GoldenFeatures.labels(), new Shape(120, 1));
      SoftmaxObjective objective = new SoftmaxObjective(x, labels, 4, 0.3);
      double[] point = new Random(5).doubles(objective.size(), -0.5, 0.5).toArray();
      double[] gradient = new double[point.length];
      objective.evaluate(point, gradient);
      double[] scratch = new double[point.length];
      for (int i = 0; i < point.length; i++) {
        double[] up = point.clone();
        double[] down = point.clone();
        up[i] += 1e-2;
        down[i] -= 1e-2;
        double slope = (objective.evaluate(up, scratch) - objective.evaluate(down, scratch)) / 2e-2;
        assertThat(gradient[i]).isCloseTo(slope, within(1e-4));
      }
    }
  }

  @Test
  void chunksOfRowsAddUp() {
    try (NDManager manager = TorchEngine.newManager()) {
      // 18,000 rows are three chunks; the mean over 150 copies is that over one.
      NDArray x = GoldenFeatures.create(manager);
      int copies = 150;
      NDArray many = NDArrays.concat(new NDList(Collections.nCopies(copies, x)));
      int[] labels = new int[120 * copies];
      Arrays.setAll(labels, i -> GoldenFeatures.labels()[i % 120]);
      LinearModel once = LinearClassifier.standard().fit(x, GoldenFeatures.labels(), 4);
      LinearModel often = LinearClassifier.standard().fit(many, labels, 4);
      assertThat(often.objective()).isCloseTo(once.objective(), within(1e-5));
    }
  }

  @Test
  void columnsThatDoNotVaryCountNothing() {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray x = GoldenFeatures.create(manager);
      NDArray dead = manager.full(new Shape(120, 1), 0.1f, DataType.FLOAT32);
      LinearModel model =
          LinearClassifier.standard().fit(x.concat(dead, 1), GoldenFeatures.labels(), 4);
      LinearModel plain = LinearClassifier.standard().fit(x, GoldenFeatures.labels(), 4);
      NDArray alive = manager.full(new Shape(120, 1), 1e6f, DataType.FLOAT32);
      assertThat(model.logits(x.concat(alive, 1)).toFloatArray())
          .containsExactly(plain.logits(x).toFloatArray(), within(1e-3f));
    }
  }

  @Test
  void roundingOfAConstantColumnIsNoSignal() {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray x = GoldenFeatures.create(manager);
      float[] last = new float[120];
      for (int i = 0; i < 120; i++) {
        last[i] = GoldenFeatures.labels()[i] == 0 ? 0.1f : Math.nextUp(0.1f);
      }
      NDArray column = manager.create(last, new Shape(120, 1));
      LinearModel model =
          LinearClassifier.standard().fit(x.concat(column, 1), GoldenFeatures.labels(), 4);
      assertThat(model.scale()[6]).isZero();
      assertThat(model.weights()[6]).containsOnly(0);
    }
  }

  @Test
  void scaleAndOriginOfColumnsDoNotMatter() {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray x = GoldenFeatures.create(manager);
      NDArray other = x.mul(manager.create(new float[] {1, 100, 0.01f, 3, 5, 7})).add(2);
      float[] plain =
          LinearClassifier.standard().fit(x, GoldenFeatures.labels(), 4).logits(x).toFloatArray();
      float[] scaled =
          LinearClassifier.standard()
              .fit(other, GoldenFeatures.labels(), 4)
              .logits(other)
              .toFloatArray();
      assertThat(scaled).containsExactly(plain, within(2e-2f));
    }
  }

  @Test
  void separatesClassesEvenWithoutPenalty() {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray x = manager.create(new float[] {-2, -1, 1, 2}, new Shape(4, 1));
      LinearModel model =
          LinearClassifier.builder().optPenalty(0).build().fit(x, new int[] {0, 0, 1, 1}, 2);
      assertThat(model.logits(x).argMax(1).toLongArray()).containsExactly(0, 0, 1, 1);
      for (float value : model.logits(x).toFloatArray()) {
        assertThat(value).isFinite();
      }
    }
  }

  @Test
  void classesWithoutRowsAreNeverFirst() {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray x = GoldenFeatures.create(manager);
      LinearModel model = LinearClassifier.standard().fit(x, GoldenFeatures.labels(), 7);
      assertThat(model.classes()).isEqualTo(7);
      assertThat(model.logits(x).argMax(1).toLongArray()).containsOnly(0, 1, 2, 3);
    }
  }

  @Test
  void oneRowIsEnough() {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray x = manager.create(new float[] {1, 2}, new Shape(1, 2));
      LinearModel model = LinearClassifier.standard().fit(x, new int[] {1}, 3);
      assertThat(model.logits(x).argMax(1).getLong(0)).isEqualTo(1);
    }
  }

  @Test
  void leavesOnlyTheResultInTheManager() {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray x = GoldenFeatures.create(manager);
      float[] before = x.toFloatArray();
      int arrays = manager.getManagedArrays().size();
      LinearModel model = LinearClassifier.standard().fit(x, GoldenFeatures.labels(), 4);
      assertThat(manager.getManagedArrays()).hasSize(arrays);
      model.logits(x).close();
      model.scores(x);
      assertThat(manager.getManagedArrays()).hasSize(arrays);
      assertThat(x.toFloatArray()).isEqualTo(before);
    }
  }

  @Test
  void scoresAreTheLogits() {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray x = GoldenFeatures.create(manager);
      LinearModel model = LinearClassifier.standard().fit(x, GoldenFeatures.labels(), 4);
      assertThat(model.scores(x)[77]).isEqualTo(model.logits(x).get(77).toFloatArray());
    }
  }

  @Test
  void rejectsLabelsThatDoNotFit() {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray x = GoldenFeatures.create(manager);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> LinearClassifier.standard().fit(x, new int[119], 4))
          .withMessage("there are 119 labels for 120 rows");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> LinearClassifier.standard().fit(x, GoldenFeatures.labels(), 3))
          .withMessageContaining("must be in [0, 3)");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> LinearClassifier.builder().optPenalty(-1));
    }
  }
}
