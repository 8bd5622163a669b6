package dev.xdc.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.engine.MemoryUse;
import dev.xdc.timing.Phase;
import dev.xdc.timing.PhaseTimes;
import dev.xdc.timing.PhaseTimes.Time;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RunMetricsTest {
  private static final long SECOND = 1_000_000_000;
  private static final Offset<Double> ROUNDING = Offset.offset(1e-9);

  private static EpochMetrics epoch(int round, String stream, int epoch, long wait) {
    PhaseTimes phases = new PhaseTimes(Map.of(Phase.WAIT, new Time(wait * SECOND, 5)));
    return new EpochMetrics(
        round, stream, epoch, 2, 0.1, 1, 1, 1, 1, 9, 0, 10, phases, MemoryUse.now());
  }

  @Test
  void theFirstEpochOfEachEncoderIsNoLaterEpoch() {
    RunMetrics run =
        RunMetrics.START
            .plus(epoch(1, "video", 1, 9))
            .plus(epoch(1, "video", 2, 1))
            .plus(epoch(1, "audio", 1, 8))
            .plus(epoch(1, "audio", 2, 0))
            .plus(epoch(2, "video", 1, 2));
    assertThat(run.laterSeconds()).isEqualTo(30);
    assertThat(run.laterWaitSeconds()).isEqualTo(3);
    assertThat(run.laterWaitShare()).isEqualTo(0.1);
    assertThat(RunMetrics.START.laterWaitShare()).isNaN();
  }

  @Test
  void phasesAndOtherAreTheWhole() {
    PhaseTimes phases =
        new PhaseTimes(
            Map.of(
                Phase.FORWARD, new Time(30 * SECOND, 10),
                Phase.BACKWARD, new Time(60 * SECOND, 10),
                Phase.UPDATE, new Time(SECOND / 10, 10),
                Phase.WAIT, new Time(2 * SECOND, 11),
                Phase.FEATURE_WAIT, new Time(SECOND, 3)));
    RunMetrics run = RunMetrics.START.plus(60, phases).plus(40, PhaseTimes.NONE);
    assertThat(run.otherSeconds()).isCloseTo(6.9, ROUNDING);
    assertThat(run.waitShare()).isCloseTo(0.03, ROUNDING);
    assertThat(run.summary())
        .isEqualTo("60 % backward, 30 % forward, 7 % other, 3.0 % waiting for data");
    assertThat(run.plus(epoch(1, "video", 2, 1)).summary())
        .endsWith("3.0 % waiting for data (10.0 % from the second epoch on)");
  }
}
