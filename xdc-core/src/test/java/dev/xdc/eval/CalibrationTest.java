package dev.xdc.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class CalibrationTest {

  @Test
  void findsTheFactorByWhichLogitsAreTooLarge() {
    Random random = new Random(3);
    int n = 20_000;
    float[][] logits = new float[n][3];
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      double[] likely = new double[3];
      double sum = 0;
      for (int c = 0; c < 3; c++) {
        logits[i][c] = (float) random.nextGaussian();
        likely[c] = Math.exp(logits[i][c]);
        sum += likely[c];
      }
      double drawn = random.nextDouble() * sum;
      labels[i] = drawn < likely[0] ? 0 : drawn < likely[0] + likely[1] ? 1 : 2;
      for (int c = 0; c < 3; c++) {
        logits[i][c] *= 4;
      }
    }
    Calibration found = Calibration.fit(logits, labels, "drawn");
    assertThat(found.temperature()).isCloseTo(4, within(0.15));
    assertThat(found.probabilities(new float[] {4, 0, 0})[0])
        .isCloseTo(
            Math.exp(4 / found.temperature()) / (2 + Math.exp(4 / found.temperature())),
            within(1e-9));
  }

  @Test
  void withoutRowsNothingChanges() {
    assertThat(Calibration.fit(new float[0][], new int[0], "nothing")).isEqualTo(Calibration.NONE);
  }
}
