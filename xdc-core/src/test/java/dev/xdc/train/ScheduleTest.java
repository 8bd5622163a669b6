package dev.xdc.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {
  private static final int STEPS = 4;

  // Table 9, Kinetics: 10/10/30 at 0.01, gamma 0.01, decays counted from the end of the warm-up
  @ParameterizedTest
  @CsvSource({
    "0, 2.5e-4",
    "20, 5.25e-3",
    "39, 1e-2",
    "40, 1e-2",
    "79, 1e-2",
    "80, 1e-4",
    "119, 1e-4"
  })
  void followsThePapersTable(long step, double rate) {
    Schedule schedule = Schedule.of(10, 10, 30, 0.01, 0.01);
    assertThat(schedule.rate(step, STEPS)).isCloseTo(rate, within(1e-12));
  }

  @Test
  void decaysMayBeCountedFromTheFirstEpochAndHaveAnotherFactor() {
    Schedule start = Schedule.of(2, 4, 8, 1, 0.01).withGamma(0.1).withStepsAfterWarmup(false);
    assertThat(start.rate(35, 10)).isEqualTo(1);
    assertThat(start.rate(40, 10)).isCloseTo(0.1, within(1e-12));
    assertThat(start.withStepsAfterWarmup(true).rate(40, 10)).isEqualTo(1);
  }

  @Test
  void countsDecaysFromTheFirstEpochIfAsked() {
    Schedule schedule = new Schedule(30, 5, 10, 0.1, 1, false);
    assertThat(schedule.rate(9 * STEPS, STEPS)).isEqualTo(1);
    assertThat(schedule.rate(10 * STEPS, STEPS)).isCloseTo(0.1, within(1e-12));
  }

  @Test
  void isConstantWithoutWarmupAndDecay() {
    Schedule schedule = Schedule.of(0, 0, 3, 0.5, 1);
    assertThat(schedule.rate(0, STEPS)).isEqualTo(0.5);
    assertThat(schedule.rate(11, STEPS)).isEqualTo(0.5);
  }

  @Test
  void rejectsAFactorAboveOne() {
    assertThatThrownBy(() -> Schedule.of(0, 1, 3, 0.5, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Schedule.gamma is 2.0, must be in (0, 1]");
  }

  @Test
  void stopsAfterConsecutiveRisesOnly() {
    EarlyStop stop = EarlyStop.START;
    double[] losses = {5, 6, 7, 6.5, 6.6, 6.7, 6.8};
    boolean[] stops = new boolean[losses.length];
    for (int i = 0; i < losses.length; i++) {
      stop = stop.after(losses[i]);
      stops[i] = stop.stops(3);
    }
    assertThat(stops).containsExactly(false, false, false, false, false, false, true);
  }

  @Test
  void neverStopsWithoutPatience() {
    EarlyStop stop = EarlyStop.START;
    for (int i = 0; i < 10; i++) {
      stop = stop.after(i);
      assertThat(stop.stops(0)).isFalse();
    }
  }
}
