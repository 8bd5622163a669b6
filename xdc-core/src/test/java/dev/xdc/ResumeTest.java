package dev.xdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.xdc.checkpoint.CheckpointPolicy;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.train.EpochMetrics;
import dev.xdc.train.Progress;
import dev.xdc.train.RoundMetrics;
import dev.xdc.train.Schedule;
import dev.xdc.train.XdcListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumeTest {
  /** What differs between two runs that compute the same. */
  private static final Set<String> TIMES =
      Set.of(
          "seconds",
          "waitSeconds",
          "waitShare",
          "laterSeconds",
          "laterWaitSeconds",
          "laterWaitShare",
          "otherSeconds",
          "memory",
          "featureSeconds",
          "clusterSeconds",
          "trainSeconds");

  /** Phases that no interruption makes a run enter again. */
  private static final List<String> STEP = List.of("FORWARD", "BACKWARD", "UPDATE");

  @TempDir static Path reference;
  private static Map<String, float[]> whole;
  private static List<JsonObject> wholeMetrics;
  private static int wholeSteps;

  @TempDir private Path folder;

  @BeforeAll
  static void runWithoutInterruption() throws IOException {
    Count count = new Count();
    try (SyntheticClips clips = TinyRuns.clips();
        XdcTrainer trainer =
            TinyRuns.trainer(clips).optOutputDir(reference).addListener(count).build();
        XdcModel model = trainer.fit()) {
      whole = TinyRuns.weights(model);
    }
    wholeMetrics = metrics(reference);
    wholeSteps = count.steps;
  }

  private static List<JsonObject> metrics(Path folder) throws IOException {
    List<JsonObject> rows = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("metrics.jsonl"))) {
      JsonObject row = JsonParser.parseString(line).getAsJsonObject();
      TIMES.forEach(row::remove);
      if (row.remove("phases") instanceof JsonObject phases) { // the final clusters have none
        STEP.forEach(
            phase -> row.add(phase + " calls", phases.getAsJsonObject(phase).get("calls")));
      }
      rows.add(row);
    }
    return rows;
  }

  private static class Count implements XdcListener {
    int steps;

    @Override
    public void onProgress(Progress progress) {
      if (progress.work() == Progress.Work.TRAIN) {
        steps++;
      }
    }
  }

  /** Stops after so many calls of the listener, of whatever kind. */
  private static final class StopAfter extends Count {
    private final int calls;
    private int seen;
    private XdcTrainer trainer;

    StopAfter(int calls) {
      this.calls = calls;
    }

    private void count() {
      if (++seen == calls) {
        trainer.requestStop();
      }
    }

    @Override
    public void onProgress(Progress progress) {
      super.onProgress(progress);
      count();
    }

    @Override
    public void onEpoch(EpochMetrics metrics) {
      count();
    }

    @Override
    public void onRound(RoundMetrics metrics) {
      count();
    }
  }

  private static XdcTrainerBuilder into(Path folder, SyntheticClips clips) {
    return TinyRuns.trainer(clips).optOutputDir(folder);
  }

  @Test
  void aRunStoppedAgainAndAgainEndsLikeOneThatWasNot() throws IOException {
    int stops = 0;
    int steps = 0;
    Map<String, float[]> weights = null;
    for (int pause = 3; weights == null; pause = pause % 11 + 5) {
      StopAfter listener = new StopAfter(pause);
      try (SyntheticClips clips = TinyRuns.clips();
          XdcTrainer trainer = into(folder, clips).addListener(listener).build()) {
        listener.trainer = trainer;
        try (XdcModel model = trainer.fit()) {
          weights = TinyRuns.weights(model);
        } catch (RunStoppedException e) {
          stops++;
        }
      }
      steps += listener.steps;
      assertThat(stops).isLessThan(60);
    }

    assertThat(stops).isGreaterThan(5);
    assertThat(steps).as("no step is taken twice").isEqualTo(wholeSteps);
    assertThat(weights).usingRecursiveComparison().isEqualTo(whole);
    assertThat(metrics(folder)).isEqualTo(wholeMetrics);
  }

  @Test
  void stepsAfterTheCheckpointAreTakenAgainAndToldOnce() throws IOException {
    CheckpointPolicy rare = CheckpointPolicy.standard().withEveryEpoch(false);
    XdcListener crash =
        new XdcListener() {
          @Override
          public void onEpoch(EpochMetrics metrics) {
            if (metrics.stream().equals("audio")) {
              throw new StackOverflowError("pulled the plug");
            }
          }
        };
    try (SyntheticClips clips = TinyRuns.clips();
        XdcTrainer trainer = into(folder, clips).optCheckpoints(rare).addListener(crash).build()) {
      assertThatThrownBy(trainer::fit).hasMessage("pulled the plug");
    }
    assertThat(checkpoints()).singleElement().asString().endsWith("000001-round1-video-epoch1");
    assertThat(metrics(folder)).hasSize(3);

    try (SyntheticClips clips = TinyRuns.clips();
        XdcTrainer trainer = into(folder, clips).build();
        XdcModel model = trainer.fit()) {
      assertThat(TinyRuns.weights(model)).usingRecursiveComparison().isEqualTo(whole);
    }
    assertThat(metrics(folder)).isEqualTo(wholeMetrics);
  }

  private List<Path> checkpoints() throws IOException {
    try (Stream<Path> list = Files.list(folder.resolve("checkpoints"))) {
      return list.sorted().toList();
    }
  }

  private void complete() throws IOException {
    try (SyntheticClips clips = TinyRuns.clips();
        XdcTrainer trainer = into(folder, clips).build()) {
      trainer.fit().close();
    }
  }

  @Test
  void keepsTheNewestAndTheBest() throws IOException {
    CheckpointPolicy policy =
        CheckpointPolicy.standard()
            .withEverySteps(2)
            .withKeepLast(3)
            .withScore(round -> -round.round());
    try (SyntheticClips clips = TinyRuns.clips();
        XdcTrainer trainer = into(folder, clips).optCheckpoints(policy).build()) {
      trainer.fit().close();
    }
    assertThat(checkpoints())
        .extracting(path -> path.getFileName().toString().substring(7))
        .containsExactly("round2", "round2-audio-epoch2-step4", "round2-audio-epoch3", "round3");
  }

  @Test
  void aCompleteRunIsNotTrainedAgain() throws IOException {
    complete();
    Count count = new Count();
    try (SyntheticClips clips = TinyRuns.clips();
        XdcTrainer trainer = into(folder, clips).addListener(count).build();
        XdcModel model = trainer.fit()) {
      assertThat(count.steps).isZero();
      assertThat(TinyRuns.weights(model)).usingRecursiveComparison().isEqualTo(whole);
    }
  }

  @Test
  void aFlippedByteOrAMissingEndSendsTheRunOneCheckpointBack() throws IOException {
    for (String file :
        List.of("video.safetensors", "labels.safetensors", "checkpoint.json", "SHA256SUMS")) {
      complete();
      List<Path> all = checkpoints();
      Path damaged = all.get(all.size() - 1).resolve(file);
      byte[] bytes = Files.readAllBytes(damaged);
      bytes[bytes.length / 2] ^= 1;
      Files.write(damaged, bytes);
      Count count = new Count();
      try (SyntheticClips clips = TinyRuns.clips();
          XdcTrainer trainer = into(folder, clips).addListener(count).build();
          XdcModel model = trainer.fit()) {
        assertThat(TinyRuns.weights(model)).as(file).usingRecursiveComparison().isEqualTo(whole);
      }
      assertThat(metrics(folder)).isEqualTo(wholeMetrics);
      assertThat(all.get(all.size() - 1)).as("damaged ones go with the next").doesNotExist();
    }
  }

  @Test
  void refusesToBeginAnewWhenAllCheckpointsAreDamaged() throws IOException {
    complete();
    List<Path> kept = checkpoints(); // the last two and the best, which may be one of them
    assertThat(kept).hasSizeBetween(2, 3);
    for (Path path : kept) {
      Files.write(path.resolve("audio.safetensors"), new byte[] {1, 2, 3});
    }
    try (SyntheticClips clips = TinyRuns.clips();
        XdcTrainer trainer = into(folder, clips).build()) {
      assertThatThrownBy(trainer::fit)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("none of the " + kept.size() + " checkpoints")
          .hasMessageContaining("move them away");
    }
  }

  @Test
  void refusesAFolderThatHoldsAnotherRun() throws IOException {
    complete();
    try (SyntheticClips clips = TinyRuns.clips();
        SyntheticClips others = new SyntheticClips(TinyRuns.SPEC, 45, 4, 0.3, 1)) {
      try (XdcTrainer trainer = into(folder, clips).optSeed(9).build()) {
        assertThatThrownBy(trainer::fit)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("(seed was 3, now 9)")
            .hasMessageContaining("choose another folder");
      }
      try (XdcTrainer trainer = into(folder, others).optChangedSettings(true).build()) {
        assertThatThrownBy(trainer::fit)
            .hasMessageContaining("videos was 44, now 45; data was 44 videos")
            .hasMessageContaining("videos, data cannot change in a run");
      }
    }
  }

  @Test
  void goesOnWithMoreRoundsAndAnotherRateIfAllowed() throws IOException {
    complete();
    var longer =
        TinyRuns.CONFIG.toBuilder().optRounds(3).optSchedule(Schedule.of(0, 0, 1, 0.01, 1)).build();
    try (SyntheticClips clips = TinyRuns.clips()) {
      try (XdcTrainer trainer = into(folder, clips).optConfig(longer).build()) {
        assertThatThrownBy(trainer::fit)
            .hasMessageContaining("config.rounds was 2, now 3")
            .hasMessageContaining("optChangedSettings");
      }
      Count count = new Count();
      try (XdcTrainer trainer =
          into(folder, clips)
              .optConfig(longer)
              .optChangedSettings(true)
              .addListener(count)
              .build()) {
        trainer.fit().close();
      }
      assertThat(count.steps).isEqualTo(10);
    }
  }

  @Test
  void checkpointThatAKilledRunHadStillToDeleteGoes() throws IOException {
    copy(reference, folder);
    Path checkpoints = folder.resolve("checkpoints");
    Path left = checkpoints.resolve("000000-round0");
    try (Stream<Path> all = Files.list(checkpoints)) {
      copy(all.filter(p -> p.toString().contains("-epoch")).findFirst().orElseThrow(), left);
    }
    try (SyntheticClips clips = TinyRuns.clips();
        XdcTrainer trainer = TinyRuns.trainer(clips).optOutputDir(folder).build()) {
      trainer.fit().close();
    }
    assertThat(left).doesNotExist();
    assertThat(checkpoints).isNotEmptyDirectory();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path target = to.resolve(from.relativize(path));
        if (!Files.isDirectory(target)) {
          Files.copy(path, target);
        }
      }
    }
  }
}
