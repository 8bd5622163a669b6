package dev.xdc.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import dev.xdc.clip.Modality;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvalResultTest {

  private static final List<String> SEVEN = List.of("a", "b", "c", "d", "e", "f", "g");

  @Test
  void countsFirstAndFirstFive() {
    float[] descending = {7, 6, 5, 4, 3, 2, 1};
    EvalResult result =
        EvalResult.of(
            Modality.VIDEO,
            new float[][] {descending, descending, descending, descending},
            new int[] {0, 4, 5, 0},
            SEVEN,
            0.375,
            8,
            1.5);
    assertThat(result.top1()).isEqualTo(0.5);
    assertThat(result.top5()).isEqualTo(0.75);
    assertThat(result.perClass())
        .containsExactly(entry("a", 1.0), entry("e", 0.0), entry("f", 0.0));
    assertThat(result.videos()).isEqualTo(4);
    assertThat(result.clips()).isEqualTo(8);
    assertThat(result)
        .hasToString(
            "EvalResult[video, top-1 50.0 %, top-5 75.0 %, clips 37.5 %, 4 videos, 8 clips, 1.5 s]");
  }

  @Test
  void confusionCountsWhatTheVideosOfAClassGot() {
    EvalResult result =
        EvalResult.of(
            Modality.VIDEO,
            new float[][] {{2, 1, 0}, {0, 1, 2}, {1, 1, 0}, {0, 0, 1}},
            new int[] {0, 0, 1, 1},
            List.of("a", "b", "c"),
            0,
            4,
            0);

    assertThat(result.confusion())
        .containsExactly(
            entry("a", Map.of("a", 1, "c", 1)),
            entry("b", Map.of("a", 1, "c", 1))); // of equal scores the first is the highest
    assertThat(result.perClass()).containsExactly(entry("a", 0.5), entry("b", 0.0));
  }

  @Test
  void constantScoresGetChance() {
    EvalResult result =
        EvalResult.of(
            Modality.AUDIO, new float[7][7], new int[] {0, 1, 2, 3, 4, 5, 6}, SEVEN, 0, 7, 0);
    assertThat(result.top1()).isCloseTo(1 / 7.0, within(1e-12));
    assertThat(result.top5()).isCloseTo(5 / 7.0, within(1e-12));
  }

  @Test
  void firstFiveOfFewerClassesAreAllOfThem() {
    EvalResult result =
        EvalResult.of(
            Modality.AUDIO,
            new float[][] {{1, 0}, {1, 0}},
            new int[] {1, 1},
            List.of("a", "b"),
            0,
            2,
            0);
    assertThat(result.top1()).isZero();
    assertThat(result.top5()).isEqualTo(1);
  }

  @Test
  void rejectsScoresThatAreNoNumbers() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                EvalResult.of(
                    Modality.VIDEO,
                    new float[][] {{1, 0}, {Float.NaN, 0}},
                    new int[2],
                    List.of("a", "b"),
                    0,
                    2,
                    0))
        .withMessage("score of video 1, class 0 is NaN");
  }

  @Test
  void rejectsSizesThatDoNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                EvalResult.of(
                    Modality.VIDEO, new float[1][2], new int[2], List.of("a", "b"), 0, 2, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                EvalResult.of(
                    Modality.VIDEO, new float[1][3], new int[1], List.of("a", "b"), 0, 2, 0))
        .withMessageContaining("3 scores");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                EvalResult.of(
                    Modality.VIDEO, new float[1][2], new int[1], List.of("a", "a"), 0, 2, 0))
        .withMessageContaining("twice");
  }
}
