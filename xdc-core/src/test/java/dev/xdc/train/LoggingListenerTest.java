package dev.xdc.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.engine.MemoryUse;
import dev.xdc.timing.PhaseTimes;
import org.junit.jupiter.api.Test;

class LoggingListenerTest {
  private static final double NONE = Double.NaN;

  private static EpochMetrics epoch(double validationLoss) {
    return new EpochMetrics(
        1,
        "video",
        1,
        2,
        0.1,
        2.5,
        0.3,
        validationLoss,
        NONE,
        10,
        0,
        2,
        PhaseTimes.NONE,
        MemoryUse.now());
  }

  @Test
  void aValidationLossThatDoesNotExistIsLeftOut() {
    assertThat(LoggingListener.text(epoch(NONE)))
        .isEqualTo("round 1 video epoch 1/2: loss 2.500, accuracy 0.300, 5 clips/s, waited 0 %");
    assertThat(LoggingListener.text(epoch(2.25)))
        .contains("accuracy 0.300, validation loss 2.250, 5 clips/s");
  }

  @Test
  void anAgreementThatDoesNotExistIsLeftOut() {
    ClusterMetrics clusters =
        new ClusterMetrics("audio", 4, 1, 9, 0, 1.1, 2.2, 3, 0, 0.75, NONE, NONE, NONE, NONE);
    assertThat(LoggingListener.text(clusters, ", NMI with the labels trained on last"))
        .isEqualTo("audio clusters: k 4, sizes 1 to 9, NMI with the labels trained on last 0.750");
    ClusterMetrics ofSegments =
        new ClusterMetrics("audio", 4, 1, 9, 0, 1.1, 2.2, 3, 0, NONE, NONE, NONE, 0.2, 0.01);
    assertThat(LoggingListener.text(ofSegments, ", NMI"))
        .endsWith("sizes 1 to 9, NMI with the files 0.200, their AMI 0.010");
  }
}
