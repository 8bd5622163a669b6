package dev.xdc.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xdc.engine.TorchEngine;
import dev.xdc.feature.GoldenFeatures;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LinearSvmTest {

  private final NDManager manager = TorchEngine.newManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @EnumSource
  void equalsScikitLearn(SvmSolver solver) {
    NDArray x = GoldenFeatures.create(manager);
    LinearModel model = new LinearSvm(0.5, solver, 1e-8).fit(x, GoldenFeatures.labels(), 4);
    // src/test/python/golden_numerics.py
    assertThat(model.objective()).isCloseTo(12.7096122483524, within(1e-5));
    float[][] scores = model.scores(x);
    assertThat(scores[0])
        .containsExactly(
            new float[] {0.956508f, -0.980010f, -0.932343f, -1.686721f}, within(1e-4f));
    assertThat(scores[77])
        .containsExactly(
            new float[] {0.950126f, -0.975041f, -0.887360f, -1.727786f}, within(1e-4f));
  }

  @ParameterizedTest
  @EnumSource
  void usualToleranceComesCloseToTheMinimum(SvmSolver solver) {
    NDArray x = GoldenFeatures.create(manager);
    assertThat(new LinearSvm(0.5, solver).fit(x, GoldenFeatures.labels(), 4).objective())
        .isBetween(12.7096, 12.7096 * 1.001);
  }

  @ParameterizedTest
  @EnumSource
  void twoClassesScoreOppositely(SvmSolver solver) {
    NDArray x = manager.create(new float[][] {{-2}, {-1}, {1}, {2}});
    float[][] scores = new LinearSvm(1, solver).fit(x, new int[] {1, 1, 0, 0}, 2).scores(x);
    for (int i = 0; i < 4; i++) {
      assertThat(scores[i][0]).isCloseTo(-scores[i][1], within(1e-3f));
      assertThat(scores[i][i < 2 ? 1 : 0]).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource
  void classesWithoutRowsAreNeverFirst(SvmSolver solver) {
    NDArray x = manager.create(new float[][] {{-1}, {1}});
    float[][] scores = new LinearSvm(1, solver).fit(x, new int[] {0, 2}, 4).scores(x);
    assertThat(scores[0][1]).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(scores[0][3]).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(scores[0][0]).isGreaterThan(scores[0][2]);
  }

  @ParameterizedTest
  @EnumSource
  void columnsThatDoNotVaryCountNothing(SvmSolver solver) {
    NDArray x = manager.create(new float[][] {{-1, 7}, {1, 7}});
    LinearModel model = new LinearSvm(1, solver).fit(x, new int[] {0, 1}, 2);
    assertThat(model.scores(new float[][] {{1, 1e6f}})[0][1])
        .isEqualTo(model.scores(new float[][] {{1, 7}})[0][1]);
  }

  @Test
  void rejectsSettingsOutOfRange() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LinearSvm(0))
        .withMessageContaining("C is 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LinearSvm(1).fit(manager.zeros(new Shape(2, 1)), new int[] {0, 3}, 3))
        .withMessageContaining("must be in [0, 3)");
  }
}
