package dev.xdc.suite.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.suite.compare.WorkClock.Kind;
import dev.xdc.suite.run.Durations;
import org.junit.jupiter.api.Test;

class WorkClockTest {

  @Test
  void knowsTheRestOnceEachKindOfWorkWasSeen() {
    WorkClock clock = new WorkClock();
    long[] task = {10, 0, 20, 0};
    clock.plan(task);
    clock.plan(task);
    clock.begin(task);

    clock.did(Kind.READ_VIDEO, 20);
    assertThat(clock.secondsLeft()).isNaN();

    clock.did(Kind.TRAIN_VIDEO, 5);
    assertThat(clock.secondsLeft()).isGreaterThan(0);
  }

  @Test
  void dropsWhatATaskDidNotNeed() {
    WorkClock clock = new WorkClock();
    long[] task = {10, 0, 0, 0};
    clock.plan(task);
    clock.begin(task);
    clock.did(Kind.TRAIN_VIDEO, 5);

    clock.end();

    assertThat(clock.secondsLeft()).isZero();
  }

  @Test
  void tellsTimeInWords() {
    assertThat(Durations.left(Double.NaN)).isEqualTo("time left not known yet");
    assertThat(Durations.left(42.4)).isEqualTo("42 s left");
    assertThat(Durations.left(600)).isEqualTo("10 min left");
    assertThat(Durations.left(9_000)).isEqualTo("2.5 h left");
  }
}
