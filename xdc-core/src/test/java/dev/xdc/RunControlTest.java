package dev.xdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.engine.MemoryUse;
import dev.xdc.engine.TorchEngine;
import dev.xdc.train.EpochMetrics;
import dev.xdc.train.Progress;
import dev.xdc.train.RoundMetrics;
import dev.xdc.train.XdcListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunControlTest {
  /** What {@link #run} comes to with nothing beside it. */
  private static Map<String, float[]> alone;

  @TempDir private Path folder;

  @BeforeAll
  static void runAlone() throws IOException {
    alone = run();
  }

  private static Map<String, float[]> run() throws IOException {
    try (SyntheticClips clips = TinyRuns.clips();
        XdcTrainer trainer = TinyRuns.trainer(clips).build();
        XdcModel model = trainer.fit()) {
      return TinyRuns.weights(model);
    }
  }

  @Test
  void trainersOnSeveralThreadsAtOnceComeToWhatEachWouldAlone() throws Exception {
    ExecutorService host = Executors.newFixedThreadPool(3);
    try {
      List<Future<Map<String, float[]>>> runs = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        runs.add(host.submit(RunControlTest::run));
      }
      for (Future<Map<String, float[]>> together : runs) {
        assertThat(together.get()).usingRecursiveComparison().isEqualTo(alone);
      }
    } finally {
      host.shutdownNow();
    }
  }

  @Test
  void aTrainerMayBeBuiltOnOneThreadAndRunOnAnother() throws Exception {
    ExecutorService host = Executors.newSingleThreadExecutor();
    try (SyntheticClips clips = TinyRuns.clips();
        XdcTrainer trainer = TinyRuns.trainer(clips).build()) {
      try (XdcModel model = host.submit(trainer::fit).get()) {
        assertThat(TinyRuns.weights(model)).usingRecursiveComparison().isEqualTo(alone);
      }
    } finally {
      host.shutdownNow();
    }
  }

  @Test
  void trainersOneAfterTheOtherLeaveNoArrays() throws IOException {
    run();
    int before = MemoryUse.now().openArrays();
    for (int i = 0; i < 3; i++) {
      run();
    }
    assertThat(MemoryUse.now().openArrays()).isEqualTo(before);
  }

  @Test
  void aSecondRunInTheSameFolderIsRefused() throws IOException {
    AtomicReference<Throwable> refusal = new AtomicReference<>();
    XdcListener second =
        new XdcListener() {
          @Override
          public void onRound(RoundMetrics metrics) {
            try (SyntheticClips clips = TinyRuns.clips();
                XdcTrainer other = TinyRuns.trainer(clips).optOutputDir(folder).build()) {
              other.fit();
            } catch (IOException | RuntimeException e) {
              refusal.set(e);
            }
          }
        };
    try (SyntheticClips clips = TinyRuns.clips();
        XdcTrainer trainer =
            TinyRuns.trainer(clips).optOutputDir(folder).addListener(second).build()) {
      trainer.fit().close();
    }
    assertThat(refusal.get())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            folder
                + " is in use by another run of this JVM: wait for it, stop it, or choose another folder");
    assertThat(folder.resolve("run.lock"))
        .content()
        .startsWith("process " + ProcessHandle.current().pid() + " on ");
  }

  @Test
  void aListenerThatThrowsDoesNotEndTheRun() throws IOException {
    List<EpochMetrics> after = new ArrayList<>();
    XdcListener broken =
        new XdcListener() {
          @Override
          public void onProgress(Progress progress) {
            throw new IllegalStateException("no space to plot");
          }
        };
    XdcListener next =
        new XdcListener() {
          @Override
          public void onEpoch(EpochMetrics metrics) {
            after.add(metrics);
          }
        };
    try (SyntheticClips clips = TinyRuns.clips();
        XdcTrainer trainer = TinyRuns.trainer(clips).addListener(broken).addListener(next).build();
        XdcModel model = trainer.fit()) {
      assertThat(TinyRuns.weights(model)).usingRecursiveComparison().isEqualTo(alone);
    }
    assertThat(after).hasSize(8);
  }

  @Test
  void aRunStoppedBeforeItBeganSavesNothingAndSaysSo() throws IOException {
    try (SyntheticClips clips = TinyRuns.clips();
        XdcTrainer trainer = TinyRuns.trainer(clips).optOutputDir(folder).build()) {
      trainer.requestStop();
      assertThatThrownBy(trainer::fit)
          .isInstanceOf(RunStoppedException.class)
          .hasMessage("stopped as asked in round 1; there was nothing to save yet");
      assertThatThrownBy(trainer::fit).hasMessageContaining("build a new trainer");
    }
    assertThat(folder.resolve("checkpoints")).doesNotExist();
  }

  @Test
  void aFolderThatCannotHoldCheckpointsEndsTheRunWithTheReason() throws IOException {
    Files.writeString(folder.resolve("checkpoints"), "a file is in the way");
    try (SyntheticClips clips = TinyRuns.clips();
        XdcTrainer trainer = TinyRuns.trainer(clips).optOutputDir(folder).build()) {
      assertThatThrownBy(trainer::fit)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("the run cannot be saved in " + folder.resolve("checkpoints"))
          .hasMessageContaining("FileAlreadyExists")
          .hasMessageContaining("start again");
    }
    assertThat(folder.resolve("checkpoints")).hasContent("a file is in the way");
  }

  @Test
  void metricsTellMemoryAndOpenArrays() throws IOException {
    try (SyntheticClips clips = TinyRuns.clips();
        XdcTrainer trainer = TinyRuns.trainer(clips).optOutputDir(folder).build()) {
      trainer.fit().close();
    }
    List<JsonObject> memory =
        Files.readAllLines(folder.resolve("metrics.jsonl")).stream()
            .map(line -> JsonParser.parseString(line).getAsJsonObject().getAsJsonObject("memory"))
            .filter(m -> m != null)
            .toList();
    assertThat(memory).hasSize(8);
    assertThat(memory.get(7).get("heapMegabytes").getAsDouble()).isBetween(1.0, 4096.0);
    if (Files.exists(Path.of("/proc/self/status"))) {
      assertThat(memory.get(7).get("residentMegabytes").getAsDouble()).isBetween(50.0, 8192.0);
    }
    assertThat(memory.get(7).get("openArrays").getAsInt()).isPositive();
  }

  @Test
  void arraysDoNotGrowFromRoundToRound() throws IOException {
    List<Integer> arrays = new ArrayList<>();
    XdcListener counter =
        new XdcListener() {
          @Override
          public void onEpoch(EpochMetrics metrics) {
            arrays.add(metrics.memory().openArrays());
          }
        };
    // without a folder: copies that are being written would be counted too
    try (SyntheticClips clips = TinyRuns.clips();
        XdcTrainer trainer = TinyRuns.trainer(clips).addListener(counter).build()) {
      trainer.fit().close();
    }
    // the same learner at the same place of the next round
    assertThat(arrays).hasSize(8);
    assertThat(arrays.get(5)).isEqualTo(arrays.get(1));
  }

  @Test
  void gradientsAreOffOnAThreadOfTheHostAfterwards() throws Exception {
    ExecutorService host = Executors.newSingleThreadExecutor();
    try {
      host.submit(RunControlTest::run).get();
      host.submit(
              () -> {
                try (NDManager manager = TorchEngine.newManager()) {
                  NDArray weight = manager.ones(new Shape(2));
                  weight.setRequiresGradient(true);
                  weight.addi(1); // throws where gradients are recorded
                }
              })
          .get();
    } finally {
      host.shutdownNow();
    }
  }
}
