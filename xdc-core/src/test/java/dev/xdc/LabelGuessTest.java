package dev.xdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.xdc.train.HeadLoss;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelGuessTest {
  private static final int[] LABELS = {0, 0, 0, 1, 0, 1};
  private static final int[] TRAINING = {0, 1, 2, 3};
  private static final int[] HELD = {4, 5};

  @Test
  void guessesByTheFrequenciesOfTheClipsTrainedOn() {
    LabelGuess guess =
        LabelGuess.of(List.of(LABELS), List.of(HeadLoss.crossEntropy(2)), TRAINING, HELD);
    // by hand: shares 3/4 and 1/4; with one more of each (3 + 1) / 6 and (1 + 1) / 6
    assertThat(guess.entropy())
        .isCloseTo(-0.75 * Math.log(0.75) - 0.25 * Math.log(0.25), within(1e-12));
    assertThat(guess.heldOutLoss())
        .isCloseTo(-(Math.log(4 / 6.0) + Math.log(2 / 6.0)) / 2, within(1e-12));
  }

  @Test
  void headsAreAveraged() {
    LabelGuess one =
        LabelGuess.of(List.of(LABELS), List.of(HeadLoss.crossEntropy(2)), TRAINING, HELD);
    LabelGuess two =
        LabelGuess.of(
            List.of(LABELS, LABELS),
            List.of(HeadLoss.crossEntropy(2), HeadLoss.crossEntropy(2)),
            TRAINING,
            HELD);
    assertThat(two.entropy()).isCloseTo(one.entropy(), within(1e-12));
    assertThat(two.information(1.2, 2)).isCloseTo(one.information(0.6, 1), within(1e-12));
  }

  @Test
  void aLabelOfHeldOutClipsAloneCostsNoInfinity() {
    int[] labels = {0, 0, 0, 0, 2, 2};
    assertThat(
            LabelGuess.of(List.of(labels), List.of(HeadLoss.crossEntropy(3)), TRAINING, HELD)
                .heldOutLoss())
        .isCloseTo(Math.log(7), within(1e-12));
  }

  @Test
  void nothingIsKnownWithoutHeldOutClips() {
    LabelGuess guess =
        LabelGuess.of(List.of(LABELS), List.of(HeadLoss.crossEntropy(2)), TRAINING, new int[0]);
    assertThat(guess.information(0.5, 1)).isNaN();
  }
}
