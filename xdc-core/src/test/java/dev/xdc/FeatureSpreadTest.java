package dev.xdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

class FeatureSpreadTest {
  private static double spread(float[]... rows) {
    return FeatureSpread.of(rows, new BitSet());
  }

  @Test
  void equalFeaturesHaveNone() {
    assertThat(spread(new float[] {3, 4}, new float[] {3, 4})).isZero();
    assertThat(spread(new float[2], new float[2])).as("dead encoders").isZero();
  }

  @Test
  void featuresAroundZeroHaveAll() {
    assertThat(spread(new float[] {1, -2}, new float[] {-1, 2})).isEqualTo(1);
  }

  @Test
  void isAShareOfTheLengthWhateverTheScale() {
    // By hand: mean (3, 4), squared deviations 1 + 1, squared lengths 32 + 20.
    double expected = Math.sqrt(2.0 / 52);
    assertThat(spread(new float[] {4, 4}, new float[] {2, 4})).isCloseTo(expected, within(1e-12));
    assertThat(spread(new float[] {4e3f, 4e3f}, new float[] {2e3f, 4e3f}))
        .isCloseTo(expected, within(1e-12));
  }

  @Test
  void rowsThatWereNotReadDoNotCount() {
    BitSet missing = new BitSet();
    missing.set(1);
    float[][] rows = {{3, 4}, {0, 0}, {3, 4}};
    assertThat(FeatureSpread.of(rows, missing)).isZero();
    missing.set(0, 3);
    assertThat(FeatureSpread.of(rows, missing)).isNaN();
  }
}
