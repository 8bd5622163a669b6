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

class PcaWhiteningTest {

  /** Correlated columns far from the origin, every third one dead, as behind a ReLU. */
  private static NDArray features(NDManager manager, int rows, int width) {
    Random random = new Random(3);
    float[] values = new float[rows * width];
    for (int i = 0; i < rows; i++) {
      double shared = random.nextGaussian();
      for (int d = 0; d < width; d++) {
        values[i * width + d] =
            d % 3 == 2 ? 0 : (float) (10 + shared + (d + 1) * 0.2 * random.nextGaussian());
      }
    }
    return manager.create(values, new Shape(rows, width));
  }

  @Test
  void componentsHaveUnitVarianceAndNoCorrelation() {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray x = features(manager, 6000, 12);
      NDArray white = PcaWhitening.fit(x, 6).apply(x);
      assertThat(white.getShape()).isEqualTo(new Shape(6000, 6));
      NDArray covariance = white.transpose().matMul(white).div(6000);
      for (int i = 0; i < 6; i++) {
        assertThat(white.mean(new int[] {0}).getFloat(i)).isCloseTo(0, within(1e-4f));
        for (int j = 0; j < 6; j++) {
          assertThat(covariance.getFloat(i, j)).isCloseTo(i == j ? 1 : 0, within(1e-4f));
        }
      }
    }
  }

  @Test
  void equalsScikitLearn() {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray x = GoldenFeatures.create(manager);
      NDArray white = PcaWhitening.fit(x, 3).apply(x).abs();
      // src/test/python/golden_numerics.py
      assertThat(white.get(0).toFloatArray())
          .containsExactly(new float[] {1.0601364f, 1.5584703f, 1.2375204f}, within(1e-4f));
      assertThat(white.get(77).toFloatArray())
          .containsExactly(new float[] {0.3053645f, 1.7821323f, 0.8861949f}, within(1e-4f));
    }
  }

  @Test
  void deadColumnsStayDead() {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray x = features(manager, 500, 12);
      PcaWhitening whitening = PcaWhitening.fit(x, 12);
      assertThat(whitening.components()).isEqualTo(8);
      NDArray fresh = x.get("0:5").duplicate();
      fresh.set(new NDIndex(":, 2"), 1000);
      float[] before = whitening.apply(x.get("0:5")).toFloatArray();
      assertThat(whitening.apply(fresh).toFloatArray()).containsExactly(before, within(1e-2f));
    }
  }

  @Test
  void newRowsAreTransformedLikeLearnedOnes() {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray x = features(manager, 400, 10);
      FeatureTransform.Fitted fitted = FeatureTransform.pcaWhitenL2(5).fit(x);
      NDArray all = fitted.apply(x);
      assertThat(fitted.apply(x.get("100:103")).toFloatArray())
          .containsExactly(all.get("100:103").toFloatArray(), within(1e-5f));
      for (float norm : all.norm(new int[] {1}).toFloatArray()) {
        assertThat(norm).isCloseTo(1, within(1e-5f));
      }
    }
  }

  @Test
  void isTheSameForRowsInAnotherOrder() {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray x = features(manager, 300, 9);
      NDArray turned = x.flip(0);
      float[] first = PcaWhitening.fit(x, 6).apply(x).toFloatArray();
      float[] second = PcaWhitening.fit(turned, 6).apply(x).toFloatArray();
      assertThat(second).containsExactly(first, within(1e-3f));
    }
  }

  @Test
  void largestLoadingOfEachComponentIsPositive() {
    try (NDManager manager = TorchEngine.newManager()) {
      PcaWhitening whitening = PcaWhitening.fit(features(manager, 300, 9), 6);
      NDArray loadings =
          whitening.apply(manager.eye(9)).sub(whitening.apply(manager.zeros(new Shape(9, 9))));
      float[] largest = loadings.max(new int[] {0}).toFloatArray();
      float[] least = loadings.min(new int[] {0}).toFloatArray();
      for (int c = 0; c < 6; c++) {
        assertThat(largest[c]).isGreaterThanOrEqualTo(-least[c]);
      }
    }
  }

  @Test
  void keepsNoMoreThanRowsMinusOne() {
    try (NDManager manager = TorchEngine.newManager()) {
      assertThat(PcaWhitening.fit(features(manager, 4, 12), 12).components()).isEqualTo(3);
    }
  }

  @Test
  void equalRowsBecomeZeros() {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray x = manager.full(new Shape(20, 4), 0.3f, DataType.FLOAT32);
      NDArray result = FeatureTransform.pcaWhitenL2(3).fit(x).apply(x);
      assertThat(result.getShape()).isEqualTo(new Shape(20, 1));
      assertThat(result.toFloatArray()).containsOnly(0);
    }
  }

  @Test
  void leavesOnlyTheResultInTheManager() {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray x = features(manager, 300, 9);
      int arrays = manager.getManagedArrays().size();
      for (FeatureTransform transform :
          new FeatureTransform[] {
            FeatureTransform.raw(), FeatureTransform.l2(), FeatureTransform.pcaWhitenL2(4)
          }) {
        NDArray result = transform.fit(x).apply(x);
        assertThat(result.getManager()).isSameAs(manager);
        result.close();
        assertThat(manager.getManagedArrays()).hasSize(arrays);
        assertThat(x.getFloat(0, 0)).isNotZero();
      }
    }
  }

  @Test
  void lengthNormalisationLeavesZeroRowsZero() {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray x = manager.create(new float[] {3, 4, 0, 0}, new Shape(2, 2));
      assertThat(FeatureTransform.l2().fit(x).apply(x).toFloatArray())
          .containsExactly(0.6f, 0.8f, 0, 0);
      assertThat(FeatureTransform.raw().fit(x).apply(x)).isEqualTo(x);
    }
  }

  @Test
  void rejectsWhatCannotBeWhitened() {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray x = features(manager, 10, 3);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> FeatureTransform.pcaWhitenL2(0))
          .withMessage("components is 0, must be at least 1");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> PcaWhitening.fit(x.get("0:1"), 2))
          .withMessageContaining("got 1");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> PcaWhitening.fit(x, 2).apply(x.transpose()))
          .withMessageContaining("(N, 3)");
    }
  }

  @Test
  void anyFiniteRowsAreWhitened() {
    Random random = new Random(5);
    for (int i = 0; i < 200; i++) {
      int rows = 2 + random.nextInt(120);
      int width = 1 + random.nextInt(96);
      try (NDManager manager = TorchEngine.newManager()) {
        NDArray x = manager.create(AwkwardRows.of(random, rows, width), new Shape(rows, width));
        PcaWhitening whitening = PcaWhitening.fit(x, width);
        NDArray white = whitening.apply(x);
        NDArray variances = white.square().mean(new int[] {0});
        assertThat(whitening.components()).isBetween(1, Math.min(width, Math.max(1, rows - 1)));
        for (float variance : variances.toFloatArray()) {
          assertThat(variance).as("matrix %d, %d x %d", i, rows, width).isBetween(0f, 1.2f);
        }
        boolean same = x.max(new int[] {0}).sub(x.min(new int[] {0})).max().getFloat() == 0;
        assertThat(variances.getFloat(0)).isCloseTo(same ? 0 : 1, within(0.02f));
      }
    }
  }
}
