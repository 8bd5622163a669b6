package dev.xdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.internal.file.Sha256;
import dev.xdc.internal.file.Unfinished;
import dev.xdc.train.EpochMetrics;
import dev.xdc.train.XdcListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checkpoint that anybody may have changed, its checksums too, is resumed from or refused. */
class DamagedCheckpointTest {
  @TempDir private Path run;
  @TempDir private Path kept;
  private final Locale usual = Locale.getDefault();

  /** Runs, or resumes, up to the end of the first epoch from there. */
  private void runAnEpoch() throws IOException {
    XdcTrainer[] stopped = new XdcTrainer[1];
    XdcListener stop =
        new XdcListener() {
          @Override
          public void onEpoch(EpochMetrics metrics) {
            stopped[0].requestStop();
          }
        };
    try (SyntheticClips clips = TinyRuns.clips();
        XdcTrainer trainer = TinyRuns.trainer(clips).optOutputDir(run).addListener(stop).build()) {
      stopped[0] = trainer;
      trainer.fit().close();
    } catch (RunStoppedException e) {
      assertThat(e).hasMessageContaining("stopped as asked");
    }
  }

  @BeforeEach
  void stopWithinARound() throws IOException {
    runAnEpoch();
  }

  @AfterEach
  void restoreLocale() {
    Locale.setDefault(usual);
  }

  private List<Path> checkpoints() throws IOException {
    try (Stream<Path> all = Files.list(run.resolve("checkpoints"))) {
      return all.sorted().toList();
    }
  }

  private Path newest() throws IOException {
    List<Path> all = checkpoints();
    return all.get(all.size() - 1);
  }

  private static void sum(Path folder) throws IOException {
    StringBuilder sums = new StringBuilder();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.filter(f -> !f.endsWith("SHA256SUMS")).toList()) {
        sums.append(Sha256.of(file)).append("  ").append(file.getFileName()).append('\n');
      }
    }
    Files.writeString(folder.resolve("SHA256SUMS"), sums);
  }

  @Test
  void resumesWhereDigitsAreWrittenOtherwise() throws IOException {
    Locale.setDefault(Locale.forLanguageTag("ar-EG"));
    runAnEpoch();
    runAnEpoch();

    assertThat(checkpoints()).hasSize(2).allMatch(path -> path.toString().matches("\\p{ASCII}+"));
    assertThat(newest()).hasFileName("000004-round1-audio-epoch2");
  }

  @Test
  void sumsOfWhatLiesElsewhereAreNotReckoned() throws IOException {
    for (String name : List.of("/dev/zero", "../../metrics.jsonl", "a\0b", "pipe.json")) {
      for (Path folder : checkpoints()) {
        sum(folder);
        Files.writeString(
            folder.resolve("SHA256SUMS"),
            Files.readString(folder.resolve("SHA256SUMS")) + "00  " + name + "\n");
      }
      assertThatThrownBy(this::runAnEpoch)
          .as(name)
          .isInstanceOf(IOException.class)
          .hasMessageContaining(newest().toString())
          .hasMessageContaining("move them away");
    }
  }

  @Test
  void nameWithANumberBeyondAllIsNoCheckpoint() throws IOException {
    Files.createDirectory(run.resolve("checkpoints/99999999999999999999-round9"));
    runAnEpoch();
    assertThat(newest().getParent()).isDirectory();
  }

  @Test
  void changeOfEachKindOfValueIsRefusedByNameOrHarmless() throws IOException {
    change(List.of(JsonNull.INSTANCE, new JsonPrimitive(-1)), true);
  }

  @Test
  @Tag("slow")
  void eachChangeOfTheStateIsRefusedByNameOrHarmless() throws IOException {
    change(JsonChanges.OTHERS, false);
  }

  /** Resumes with others in place of each value, or of one of those that are alike. */
  private void change(List<JsonElement> others, boolean onceOfAKind) throws IOException {
    Files.move(newest(), kept.resolve("whole"));
    String saved = Files.readString(kept.resolve("whole/checkpoint.json"));
    JsonElement whole = JsonParser.parseString(saved);
    Set<String> kinds = new HashSet<>();
    List<String> wrong = new ArrayList<>();
    // one setting and one fact stand for all of them
    List<List<String>> alike = List.of(List.of("settings"), List.of("provenance"));
    for (List<String> path : JsonChanges.paths(whole, alike)) {
      // phases and memory hold numbers of one kind, wherever they are
      String kind = path.toString().replaceAll("\\d+", "0").replaceAll(".*(phases|memory)", "");
      if (kinds.add(kind) || !onceOfAKind) {
        for (JsonElement other : others) {
          String ending = ending(JsonChanges.changed(saved, path, other));
          if (!ending.isEmpty()) {
            wrong.add(path + " as " + other + " ends in " + ending);
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  /** Resumes from a state; returns how that ended, or nothing if as it should. */
  private String ending(String text) throws IOException {
    Unfinished.delete(run.resolve("checkpoints"));
    Path folder = Files.createDirectories(run.resolve("checkpoints/000002-changed"));
    try (Stream<Path> files = Files.list(kept.resolve("whole"))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    Files.writeString(folder.resolve("checkpoint.json"), text);
    sum(folder);
    try (SyntheticClips clips = TinyRuns.clips();
        XdcTrainer trainer = TinyRuns.trainer(clips).optOutputDir(run).build()) {
      trainer.requestStop(); // once it has resumed
      trainer.fit().close();
    } catch (RunStoppedException e) {
      return "";
    } catch (IOException | IllegalStateException e) {
      String message = String.valueOf(e.getMessage());
      boolean named = message.contains(run.toString()) && !message.endsWith(": null");
      return named && message.lines().count() == 1 ? "" : message;
    } catch (RuntimeException e) {
      return e + " at " + e.getStackTrace()[0];
    }
    return "";
  }
}
