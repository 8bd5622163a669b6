package dev.xdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xdc.checkpoint.CheckpointPolicy;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.train.DivergedException;
import dev.xdc.train.EpochMetrics;
import dev.xdc.train.Schedule;
import dev.xdc.train.XdcConfig;
import dev.xdc.train.XdcListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DivergenceTest {
  /** So high a rate that weights overflow within a few steps. */
  private static final XdcConfig WILD =
      TinyRuns.CONFIG.toBuilder().optSchedule(Schedule.of(0, 0, 2, 1e18, 1)).build();

  private static final CheckpointPolicy EVERY_STEP = CheckpointPolicy.standard().withEverySteps(1);

  @TempDir private Path folder;

  private static XdcTrainerBuilder wild(SyntheticClips clips) {
    return TinyRuns.trainer(clips).optConfig(WILD).optCheckpoints(EVERY_STEP);
  }

  @Test
  void endsWithRoundStepRateAndTheLastGoodCheckpoint() throws IOException {
    try (SyntheticClips clips = TinyRuns.clips();
        XdcTrainer trainer = wild(clips).optOutputDir(folder).build()) {
      assertThatThrownBy(trainer::fit)
          .isInstanceOf(DivergedException.class)
          .hasMessageMatching(
              "the loss of the video encoder became (NaN|Infinity) in round 1, step \\d, at learning rate 1.0E18: .*;"
                  + " the last good checkpoint is .*round1-video-epoch1.*");
    }
  }

  @Test
  void goesBackWithALowerRateUntilItWorks() throws IOException {
    List<Double> rates = new ArrayList<>();
    XdcListener note =
        new XdcListener() {
          @Override
          public void onEpoch(EpochMetrics metrics) {
            rates.add(metrics.learningRate());
          }
        };
    try (SyntheticClips clips = TinyRuns.clips();
        XdcTrainer trainer =
            wild(clips)
                // the weights of the last finite step are far off: what is before must be gone back
                // to
                .optCheckpoints(CheckpointPolicy.standard())
                .optOutputDir(folder)
                .optDivergenceRetries(3, 1e-10)
                .addListener(note)
                .build();
        XdcModel model = trainer.fit()) {
      assertThat(TinyRuns.weights(model).values())
          .allSatisfy(w -> assertThat(w).doesNotContain(Float.NaN));
    }
    assertThat(rates).hasSize(8).allMatch(rate -> rate < 0.011);
  }

  @Test
  void givesUpAfterSoManyRetries() throws IOException {
    try (SyntheticClips clips = TinyRuns.clips();
        XdcTrainer trainer =
            wild(clips).optOutputDir(folder).optDivergenceRetries(2, 0.999).build()) {
      assertThatThrownBy(trainer::fit)
          .isInstanceOf(DivergedException.class)
          .hasMessageContaining("tried again 2 times");
    }
  }

  @Test
  void retriesNeedAFolder() {
    try (SyntheticClips clips = TinyRuns.clips()) {
      assertThatThrownBy(() -> wild(clips).optDivergenceRetries(1, 0.5).build())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("optOutputDir");
    }
  }
}
