package dev.xdc.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScoreAverageTest {

  private static final float LN3 = (float) Math.log(3);

  @Test
  void averagesProbabilitiesOfTheClipsOfAVideo() {
    // ln 3 against 0 is 3/4 against 1/4.
    float[][] logits = {{LN3, 0}, {1000 + LN3, 1000}, {0, 0}};
    float[][] videos = ScoreAverage.SOFTMAX.perVideo(logits, new int[] {1, 0, 1}, 2);
    assertThat(videos[0]).containsExactly(new float[] {0.75f, 0.25f}, within(1e-4f));
    assertThat(videos[1]).containsExactly(new float[] {0.625f, 0.375f}, within(1e-6f));
  }

  @Test
  void averagesLogitsAsTheyAre() {
    float[][] videos =
        ScoreAverage.LOGITS.perVideo(new float[][] {{2, 0}, {4, -2}}, new int[] {0, 0}, 1);
    assertThat(videos[0]).containsExactly(3, -1);
  }

  @Test
  void aSureClipOutweighsOthersOnlyAsLogits() {
    float[][] logits = {{100, 0}, {0, 1}, {0, 1}};
    int[] one = {0, 0, 0};
    float[] sure = ScoreAverage.LOGITS.perVideo(logits, one, 1)[0];
    assertThat(sure[0]).isGreaterThan(30 * sure[1]);
    float[] voted = ScoreAverage.SOFTMAX.perVideo(logits, one, 1)[0];
    assertThat(voted[0]).isLessThan(2 * voted[1]);
  }

  @Test
  void rejectsVideosWithoutClips() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ScoreAverage.SOFTMAX.perVideo(new float[1][2], new int[] {0}, 2))
        .withMessage("video 1 has no clip");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ScoreAverage.SOFTMAX.perVideo(new float[1][2], new int[] {2}, 2))
        .withMessageContaining("is 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ScoreAverage.SOFTMAX.perVideo(new float[1][2], new int[] {0, 0}, 1))
        .withMessageContaining("1 clips");
  }
}
