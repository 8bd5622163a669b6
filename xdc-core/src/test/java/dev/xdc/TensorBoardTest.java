package dev.xdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.report.MetricsJsonl;
import dev.xdc.report.TensorBoardListener;
import dev.xdc.train.EpochMetrics;
import dev.xdc.train.XdcListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.framework.Summary;
import org.tensorflow.util.Event;
import org.tensorflow.util.SessionLog.SessionStatus;

/** Event files are read by TensorFlow's own classes. */
class TensorBoardTest {
  @TempDir static Path run;
  private static List<Event> events;

  /** A run that is resumed at an epoch before its last. */
  @BeforeAll
  static void runAndResume() throws IOException {
    List<XdcTrainer> running = new ArrayList<>();
    XdcListener stopping =
        new XdcListener() {
          @Override
          public void onEpoch(EpochMetrics metrics) {
            if (metrics.round() == 2 && metrics.stream().equals("audio")) {
              running.get(0).requestStop();
            }
          }
        };
    try (SyntheticClips clips = TinyRuns.clips()) {
      try (XdcTrainer trainer = trainer(clips).addListener(stopping).build()) {
        running.add(trainer);
        assertThatThrownBy(trainer::fit).isInstanceOf(RunStoppedException.class);
      }
      loseNewestCheckpoint();
      assertThat(curve(events(files().get(0)), "audio/loss")).hasSize(3);
      try (XdcTrainer trainer = trainer(clips).build()) {
        trainer.fit().close();
      }
    }
    events = events(files().get(0));
  }

  private static XdcTrainerBuilder trainer(SyntheticClips clips) {
    return TinyRuns.trainer(clips).optOutputDir(run).addListener(TensorBoardListener.ofRun(run));
  }

  private static void loseNewestCheckpoint() throws IOException {
    try (var saved = Files.list(run.resolve("checkpoints"))) {
      Path newest = saved.filter(Files::isDirectory).sorted().reduce((a, b) -> b).orElseThrow();
      try (var parts = Files.list(newest)) {
        for (Path part : parts.toList()) {
          Files.delete(part);
        }
      }
      Files.delete(newest);
    }
  }

  private static List<Path> files() throws IOException {
    try (var files = Files.list(run.resolve("tensorboard"))) {
      return files.toList();
    }
  }

  private static List<Event> events(Path file) throws IOException {
    List<Event> events = new ArrayList<>();
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      byte[] length = new byte[Long.BYTES];
      bytes.get(length);
      assertThat(bytes.getInt()).isEqualTo(masked(length));
      byte[] event =
          new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
      bytes.get(event);
      assertThat(bytes.getInt()).isEqualTo(masked(event));
      events.add(Event.parseFrom(event));
    }
    return events;
  }

  /** Returns the checksum as the format's description has it. */
  private static int masked(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    long value = crc.getValue();
    return (int) ((((value >>> 15) | (value << 17)) & 0xffffffffL) + 0xa282ead8L);
  }

  private static Map<Long, Double> curve(List<Event> events, String tag) {
    Map<Long, Double> points = new TreeMap<>();
    for (Event event : events) {
      for (Summary.Value value : event.getSummary().getValueList()) {
        if (value.getTag().equals(tag)) {
          assertThat(points.put(event.getStep(), (double) value.getSimpleValue()))
              .as("%s at %d is there twice", tag, event.getStep())
              .isNull();
        }
      }
    }
    return points;
  }

  @Test
  void beginsWithItsVersionAndForgetsEarlierFiles() throws IOException {
    assertThat(events.get(0).getFileVersion()).isEqualTo("brain.Event:2");
    assertThat(events.get(1).getSessionLog().getStatus()).isEqualTo(SessionStatus.START);
    assertThat(events.get(1).getWallTime()).isGreaterThan(1.7e9);
    assertThat(files()).hasSize(1);
  }

  @Test
  void resumedRunHasEachPointOnceAndAsInItsMetrics() throws IOException {
    List<Double> losses = new ArrayList<>();
    List<Double> agreements = new ArrayList<>();
    for (JsonObject row : MetricsJsonl.ofRun(run).rows()) {
      if (MetricsJsonl.isOf(row, "epoch") && row.get("stream").getAsString().equals("video")) {
        losses.add((double) row.get("loss").getAsFloat());
      } else if (MetricsJsonl.isOf(row, "round")) {
        agreements.add((double) row.get("crossModalAmi").getAsFloat());
      }
    }
    assertThat(curve(events, "video/loss").keySet()).containsExactly(1L, 2L, 3L, 4L);
    assertThat(curve(events, "video/loss").values()).containsExactlyElementsOf(losses);
    assertThat(curve(events, "audio/memory/heapMegabytes")).hasSize(4);
    assertThat(curve(events, "round/crossModalAmi").values()).containsExactlyElementsOf(agreements);
    assertThat(curve(events, "clusters-audio/entropy").keySet()).containsExactly(1L, 2L);
    assertThat(curve(events, "round-video/featureSpread").keySet()).containsExactly(1L, 2L);
  }

  @Test
  void eachFieldOfTheMetricsIsInTheGuide() throws IOException {
    Set<String> fields = new TreeSet<>();
    for (JsonObject row : MetricsJsonl.ofRun(run).rows()) {
      fields.addAll(row.keySet());
      for (String list : List.of("streams", "clusterings")) {
        if (row.has(list)) {
          row.getAsJsonArray(list).forEach(one -> fields.addAll(one.getAsJsonObject().keySet()));
        }
      }
    }
    assertThat(fields).contains("waitShare", "laterWaitShare", "labelEntropy", "repaired");
    String guide = Files.readString(Path.of("../docs/guides/metrics.md"));
    assertThat(fields).allSatisfy(field -> assertThat(guide).contains("`" + field + "`"));
  }

  @Test
  void numbersThatDoNotExistAreLeftOut() {
    assertThat(curve(events, "clusters-audio/nmiPrevious").keySet()).containsExactly(2L);
  }

  @Test
  void finishedRunGivesTheSameCurves(@TempDir Path copy) throws IOException {
    Files.copy(run.resolve("metrics.jsonl"), copy.resolve("metrics.jsonl"));
    Path written = TensorBoardListener.write(copy);
    try (var files = Files.list(written)) {
      List<Event> again = events(files.findFirst().orElseThrow());
      assertThat(curve(again, "audio/loss")).isEqualTo(curve(events, "audio/loss"));
    }
  }

  @Test
  void folderWithoutMetricsIsRefused(@TempDir Path empty) {
    assertThatThrownBy(() -> TensorBoardListener.write(empty))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("give the output folder of a run");
  }
}
