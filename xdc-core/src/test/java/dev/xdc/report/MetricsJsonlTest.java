package dev.xdc.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.xdc.engine.MemoryUse;
import dev.xdc.timing.Phase;
import dev.xdc.timing.PhaseTimes;
import dev.xdc.timing.PhaseTimes.Time;
import dev.xdc.train.EpochMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsJsonlTest {

  private static final MemoryUse MEMORY = new MemoryUse(100, 50, 0);
  private static final PhaseTimes PHASES =
      new PhaseTimes(
          Map.of(
              Phase.WAIT, new Time(2_000_000_000L, 5), Phase.FORWARD, new Time(500_000_000L, 4)));

  @Test
  void anEpochTellsWhichShareOfItsTimeItWaitedForData(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("metrics.jsonl");
    MetricsJsonl metrics = new MetricsJsonl(file);
    metrics.onEpoch(
        new EpochMetrics(
            1, "video", 2, 3, 0.1, 2, 0.5, Double.NaN, Double.NaN, 90, 7, 8, PHASES, MEMORY));
    metrics.onEpoch(
        new EpochMetrics(1, "video", 3, 3, 0.1, 2, 0.5, 1, 0.5, 0, 0, 0, PhaseTimes.NONE, MEMORY));
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(2);
    JsonObject epoch = JsonParser.parseString(lines.get(0)).getAsJsonObject();
    assertThat(epoch.get("type").getAsString()).isEqualTo("epoch");
    assertThat(epoch.get("waitSeconds").getAsDouble()).isEqualTo(2);
    assertThat(epoch.get("waitShare").getAsDouble()).isEqualTo(0.25);
    JsonObject forward = epoch.getAsJsonObject("phases").getAsJsonObject("FORWARD");
    assertThat(forward.get("seconds").getAsDouble()).isEqualTo(0.5);
    assertThat(forward.get("calls").getAsInt()).isEqualTo(4);
    assertThat(epoch.getAsJsonObject("phases").keySet()).containsExactly("WAIT", "FORWARD");
    assertThat(epoch.get("failedClips").getAsInt()).isEqualTo(7);
    assertThat(epoch.has("validationLoss")).isFalse();
    JsonObject empty = JsonParser.parseString(lines.get(1)).getAsJsonObject();
    assertThat(empty.get("waitShare").getAsDouble()).isZero();
  }
}
