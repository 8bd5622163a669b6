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
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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

  private static List<String> faults(String... lines) {
    MetricsCheck check = new MetricsCheck();
    return Stream.of(lines).flatMap(line -> check.next(line).faults().stream()).toList();
  }

  @Test
  void valuesThatCannotBeAreNamed() {
    assertThat(
            faults(
                epoch("\"accuracy\":0.5,\"clips\":12"),
                epoch("\"accuracy\":1.5"),
                epoch("\"clips\":-3"),
                epoch("\"clips\":2.5"),
                epoch("\"learningRate\":-1"),
                "{\"type\":\"round\",\"round\":2,\"streams\":[],\"clusterings\":"
                    + "[{\"k\":4,\"smallest\":5,\"largest\":3,\"nmiPrevious\":-0.2}]}",
                epoch("\"accuracy\":1")))
        .containsExactly(
            "accuracy is 1.5, must be from 0 to 1",
            "clips is -3, must be a number of things",
            "clips is 2.5, must be a number of things",
            "learningRate is -1, must be finite, at least 0",
            "nmiPrevious is -0.2, must be from 0 to 1",
            "smallest is more than largest",
            "round is 1 after round 2");
  }

  @Test
  void adjustedInformationIsCheckedWhereverItStands() {
    String round =
        "{\"type\":\"round\",\"round\":1,\"crossModalAmi\":-0.01,\"streams\":[],\"clusterings\":"
            + "[{\"k\":4,\"amiFiles\":%s}]}";
    assertThat(faults(round.formatted("-0.01"))).isEmpty();
    assertThat(faults(round.formatted("1.7")))
        .containsExactly("amiFiles is 1.7, must be from -1 to 1");
    assertThat(faults(round.formatted("\"near\""))).containsExactly("amiFiles is no number");
  }

  @Test
  void linesOfNoUseAreNamedAndLeftOut(@TempDir Path folder) throws IOException {
    List<String> bad =
        List.of(
            "",
            "garbage",
            "[1]",
            "{\"type\":\"epok\"}",
            "{\"type\":\"epoch\"}",
            epoch("\"clips\":\"many\""),
            "{\"type\":\"round\",\"round\":1,\"streams\":[],\"clusterings\":[7]}");
    assertThat(bad).allSatisfy(line -> assertThat(faults(line)).isNotEmpty());
    List<String> lines = new ArrayList<>(bad);
    lines.add(3, epoch("\"clips\":4"));
    Path file = Files.write(folder.resolve("metrics.jsonl"), lines);
    Files.write(file, new byte[] {'{', (byte) 0xff, '\n'}, StandardOpenOption.APPEND);
    assertThat(new MetricsJsonl(file).rows())
        .singleElement()
        .satisfies(row -> assertThat(row.get("clips").getAsInt()).isEqualTo(4));
  }

  private static String epoch(String more) {
    return "{\"type\":\"epoch\",\"round\":1,\"stream\":\"video\",\"epoch\":1,\"loss\":2,\"seconds\":1,"
        + more
        + "}";
  }
}
