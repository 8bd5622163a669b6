package dev.xdc.timing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.timing.PhaseTimes.Time;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhaseClockTest {

  private static void spend(PhaseClock clock, Phase phase, long millis)
      throws InterruptedException {
    try (PhaseClock.Span span = clock.start(phase)) {
      Thread.sleep(millis);
    }
  }

  @Test
  void addsUpWhatEachPhaseTook() throws InterruptedException {
    PhaseClock clock = new PhaseClock();
    long start = System.nanoTime();
    spend(clock, Phase.FORWARD, 20);
    PhaseTimes early = clock.times();
    Thread.sleep(30);
    spend(clock, Phase.FORWARD, 20);
    spend(clock, Phase.UPDATE, 10);
    double wall = (System.nanoTime() - start) * 1e-9;

    PhaseTimes times = clock.times();
    assertThat(times.byPhase()).containsOnlyKeys(Phase.FORWARD, Phase.UPDATE);
    assertThat(times.of(Phase.FORWARD).calls()).isEqualTo(2);
    assertThat(times.seconds(Phase.FORWARD)).isGreaterThanOrEqualTo(0.039);
    assertThat(times.seconds()).isBetween(0.049, wall - 0.029);
    assertThat(times.minus(early).of(Phase.FORWARD).calls()).isEqualTo(1);
    assertThat(times.minus(early).plus(early)).isEqualTo(times);
  }

  @Test
  void waitsForClipsOfBothKindsCountAsWaiting() {
    PhaseTimes times =
        new PhaseTimes(
            Map.of(
                Phase.WAIT, new Time(1_000_000_000, 1),
                Phase.FEATURE_WAIT, new Time(500_000_000, 2),
                Phase.FEATURES, new Time(250_000_000, 2)));
    assertThat(times.waitSeconds()).isEqualTo(1.5);
    assertThat(times.seconds()).isEqualTo(1.75);
  }

  @Test
  void aFlightRecordingHoldsEachSpan(@TempDir Path folder) throws Exception {
    PhaseClock clock = new PhaseClock();
    clock.setRound(2);
    clock.setModality("audio");
    try (Recording recording = new Recording()) {
      recording.start();
      spend(clock, Phase.BACKWARD, 20);
      spend(clock, Phase.UPDATE, 1);
      recording.stop();
      recording.dump(folder.resolve("run.jfr"));
    }
    spend(clock, Phase.FORWARD, 1);

    List<RecordedEvent> events = events(folder.resolve("run.jfr"));
    assertThat(events).extracting(e -> e.getString("phase")).containsExactly("backward", "update");
    RecordedEvent event = events.get(0);
    assertThat(event.getInt("round")).isEqualTo(2);
    assertThat(event.getString("modality")).isEqualTo("audio");
    assertThat(event.getDuration().toMillis()).isBetween(19L, 2_000L);
    assertThat(event.getEventType().getCategoryNames()).containsExactly("XDC");
    assertThat(event.getStackTrace()).isNull();
  }

  private static List<RecordedEvent> events(Path file) throws IOException {
    return RecordingFile.readAllEvents(file).stream()
        .filter(e -> e.getEventType().getName().equals("dev.xdc.Phase"))
        .sorted((a, b) -> a.getStartTime().compareTo(b.getStartTime()))
        .toList();
  }
}
