package dev.xdc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.Modality;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.timing.Phase;
import dev.xdc.timing.PhaseTimes;
import dev.xdc.train.EpochMetrics;
import dev.xdc.train.RoundMetrics;
import dev.xdc.train.RunMetrics;
import dev.xdc.train.XdcListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a run of known size says that its time went. */
class RunPhasesTest {
  private static final long BATCH_MILLIS = 5;

  @TempDir static Path folder;
  private static final List<EpochMetrics> EPOCHS = new ArrayList<>();
  private static final List<RoundMetrics> ROUNDS = new ArrayList<>();
  private static final List<RunMetrics> RUNS = new ArrayList<>();
  private static double wall;

  @BeforeAll
  static void run() throws IOException {
    XdcListener notes =
        new XdcListener() {
          @Override
          public void onEpoch(EpochMetrics metrics) {
            EPOCHS.add(metrics);
          }

          @Override
          public void onRound(RoundMetrics metrics) {
            ROUNDS.add(metrics);
          }

          @Override
          public void onRun(RunMetrics metrics) {
            RUNS.add(metrics);
          }
        };
    try (SyntheticClips clips = TinyRuns.clips();
        XdcTrainer trainer =
            TinyRuns.trainer(clips)
                .setDataset(new SlowClips(clips))
                .optOutputDir(folder)
                .addListener(notes)
                .build()) {
      long start = System.nanoTime();
      trainer.fit().close();
      wall = (System.nanoTime() - start) * 1e-9;
    }
  }

  /** Clips whose reader takes at least {@link #BATCH_MILLIS} for a batch. */
  private static final class SlowClips extends ForwardingClips {
    SlowClips(ClipDataset clips) {
      super(clips);
    }

    @Override
    public ClipReader read(Set<Modality> modalities, List<ClipRequest> requests, int batchSize) {
      ClipReader reader = clips.read(modalities, requests, batchSize);
      return new ClipReader() {
        @Override
        public @Nullable ClipBatch next() throws IOException {
          ClipBatch batch = reader.next();
          if (batch != null) {
            try {
              Thread.sleep(BATCH_MILLIS);
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
          }
          return batch;
        }

        @Override
        public int failures() {
          return reader.failures();
        }

        @Override
        public double waitSeconds() {
          return reader.waitSeconds();
        }

        @Override
        public void close() {
          reader.close();
        }
      };
    }
  }

  private static long calls(PhaseTimes times, Phase phase) {
    return times.of(phase).calls();
  }

  @Test
  void aRunCountsEachStepBatchAndClustering() {
    PhaseTimes run = RUNS.get(0).phases();
    // 2 rounds x 2 encoders x 2 epochs of 5 steps on 40 clips and 1 batch of 4 held-out ones
    for (Phase phase : List.of(Phase.FORWARD, Phase.BACKWARD, Phase.UPDATE)) {
      assertThat(calls(run, phase)).as(phase.toString()).isEqualTo(40);
    }
    assertThat(calls(run, Phase.READ_OUT)).as("at the end of each epoch").isEqualTo(8);
    assertThat(calls(run, Phase.VALIDATION)).as("and the spread after each stream").isEqualTo(12);
    // 2 rounds and the final clustering x 2 encoders x 6 batches of 44 clips
    assertThat(calls(run, Phase.FEATURES)).isEqualTo(36);
    assertThat(calls(run, Phase.TRANSFORM)).isEqualTo(6);
    assertThat(calls(run, Phase.CLUSTERING)).isEqualTo(6);
    // per round: clustered, 4 epochs, end; and the wait for the last one
    assertThat(calls(run, Phase.CHECKPOINT)).isEqualTo(13);
  }

  @Test
  void phasesAddUpToTheWallTime() {
    RunMetrics run = RUNS.get(0);
    assertThat(RUNS).hasSize(1);
    assertThat(run.seconds()).isBetween(0.5 * wall, wall);
    assertThat(run.otherSeconds()).isBetween(0.0, 0.3 * run.seconds());
    for (EpochMetrics epoch : EPOCHS) {
      assertThat(epoch.phases().seconds()).isBetween(0.5 * epoch.seconds(), epoch.seconds());
    }
    for (RoundMetrics round : ROUNDS) {
      assertThat(round.phases().seconds())
          .isLessThanOrEqualTo(
              round.featureSeconds() + round.clusterSeconds() + round.trainSeconds());
      assertThat(round.phases().seconds(Phase.FEATURES)).isLessThan(round.featureSeconds());
      assertThat(round.phases().seconds(Phase.CLUSTERING)).isLessThan(round.clusterSeconds());
      assertThat(calls(round.phases(), Phase.BACKWARD)).isEqualTo(20);
    }
  }

  @Test
  void aSlowReaderShowsAsWaiting() {
    RunMetrics run = RUNS.get(0);
    double batch = BATCH_MILLIS * 1e-3;
    assertThat(run.phases().seconds(Phase.WAIT)).isGreaterThanOrEqualTo(48 * batch);
    assertThat(run.phases().seconds(Phase.FEATURE_WAIT)).isGreaterThanOrEqualTo(36 * batch);
    for (EpochMetrics epoch : EPOCHS) {
      assertThat(epoch.waitSeconds()).isGreaterThanOrEqualTo(6 * batch);
    }
    // all but the first epoch of either encoder
    assertThat(run.laterWaitSeconds()).isBetween(36 * batch, run.phases().seconds(Phase.WAIT));
    assertThat(run.laterSeconds()).isGreaterThan(run.laterWaitSeconds());
  }

  @Test
  void theLastRowOfTheMetricsIsTheRun() throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve("metrics.jsonl"));
    JsonObject row = JsonParser.parseString(lines.get(lines.size() - 1)).getAsJsonObject();
    RunMetrics run = RUNS.get(0);
    assertThat(row.get("type").getAsString()).isEqualTo("run");
    assertThat(row.get("seconds").getAsDouble()).isEqualTo(run.seconds());
    assertThat(row.get("waitShare").getAsDouble()).isEqualTo(run.waitShare());
    assertThat(row.get("laterWaitShare").getAsDouble()).isEqualTo(run.laterWaitShare());
    JsonObject backward = row.getAsJsonObject("phases").getAsJsonObject("BACKWARD");
    assertThat(backward.get("calls").getAsInt()).isEqualTo(40);
    double sum =
        row.getAsJsonObject("phases").entrySet().stream()
            .mapToDouble(e -> e.getValue().getAsJsonObject().get("seconds").getAsDouble())
            .sum();
    assertThat(sum + row.get("otherSeconds").getAsDouble())
        .isCloseTo(run.seconds(), Offset.offset(1e-6));
  }
}
