package dev.xdc.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/**
 * Golden values are those of scikit-learn 1.9.1, {@code average_precision_score(relevant, scores)}.
 */
class AveragePrecisionTest {

  private static double ap(float[] scores, int... relevant) {
    boolean[] own = new boolean[scores.length];
    for (int i : relevant) {
      own[i] = true;
    }
    return AveragePrecision.of(scores, own);
  }

  // by hand: ranked 1, 0, 1, 0, so 1/2 of 1/1 and 1/2 of 2/3
  @Test
  void precisionIsWeighedByTheRecallGained() {
    assertThat(ap(new float[] {0.1f, 0.4f, 0.35f, 0.8f}, 2, 3)).isCloseTo(5 / 6.0, within(1e-12));
    assertThat(ap(new float[] {0.9f, 0.8f, 0.7f, 0.6f, 0.5f}, 0, 2, 4))
        .isCloseTo(0.7555555555555555, within(1e-12));
  }

  // by hand: (0 of 1, 2 of 4, 3 of 5) is 2/3 of 1/2 and 1/3 of 3/5
  @Test
  void equalScoresShareAThreshold() {
    assertThat(ap(new float[] {0.9f, 0.5f, 0.5f, 0.5f, 0.1f}, 1, 3, 4))
        .isCloseTo(0.5333333333333333, within(1e-12));
    assertThat(ap(new float[] {-3, 2, 2, 7, 7, 7, 0}, 0, 1, 4, 5))
        .isCloseTo(0.6261904761904762, within(1e-12));
  }

  @Test
  void constantScoresHaveTheShareOfRelevantVideos() {
    assertThat(ap(new float[] {0.5f, 0.5f, 0.5f, 0.5f}, 0)).isEqualTo(0.25);
    assertThat(ap(new float[] {-0f, 0f}, 1)).as("zeros are equal").isEqualTo(0.5);
  }

  @Test
  void theMeanIsOverClassesThatHaveAVideo() {
    float[][] scores = {
      {0.9f, 0.2f, 0.3f, 1}, {0.4f, 0.6f, 0.3f, 2}, {0.7f, 0.5f, 0.8f, 3}, {0.1f, 0.6f, 0.2f, 4}
    };
    int[][] classes = {{0}, {0, 1}, {1, 2}, {2}};
    assertThat(AveragePrecision.perClass(scores, classes))
        .containsExactly(
            new double[] {0.8333333333333333, 0.5833333333333333, 0.75, Double.NaN}, within(1e-12));
    assertThat(AveragePrecision.mean(scores, classes)).isCloseTo(0.7222222222222222, within(1e-12));
  }

  @Test
  void refusesWhatHasNoRank() {
    assertThat(ap(new float[] {1, 2})).isNaN();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ap(new float[] {1, Float.NaN}, 0))
        .withMessage("score of video 1 is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AveragePrecision.of(new float[2], new boolean[3]))
        .withMessage("there are scores of 2 videos and classes of 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AveragePrecision.mean(new float[][] {{1}}, new int[][] {{}}))
        .withMessage("no video has a class");
  }
}
