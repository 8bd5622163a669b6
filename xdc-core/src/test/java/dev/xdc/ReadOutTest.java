package dev.xdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.xdc.clip.SyntheticClips;
import dev.xdc.timing.Phase;
import dev.xdc.train.DivergedException;
import dev.xdc.train.EpochMetrics;
import dev.xdc.train.RunMetrics;
import dev.xdc.train.Schedule;
import dev.xdc.train.XdcConfig;
import dev.xdc.train.XdcListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Losses are read after several steps at once, which nothing but the time may show. */
class ReadOutTest {

  /** What a run came to. */
  private record Outcome(Map<String, float[]> weights, List<String> epochs, long readings) {}

  private static Outcome run(int readOutSteps) throws IOException {
    List<String> epochs = new ArrayList<>();
    long[] readings = {0};
    XdcListener notes =
        new XdcListener() {
          @Override
          public void onEpoch(EpochMetrics m) {
            epochs.add(
                m.stream()
                    + " "
                    + m.loss()
                    + " "
                    + m.accuracy()
                    + " "
                    + m.validationLoss()
                    + " "
                    + m.clips());
          }

          @Override
          public void onRun(RunMetrics metrics) {
            readings[0] = metrics.phases().of(Phase.READ_OUT).calls();
          }
        };
    try (SyntheticClips clips = TinyRuns.clips();
        XdcTrainer trainer =
            TinyRuns.trainer(clips).optReadOutSteps(readOutSteps).addListener(notes).build();
        XdcModel model = trainer.fit()) {
      return new Outcome(TinyRuns.weights(model), epochs, readings[0]);
    }
  }

  @Test
  void howOftenLossesAreReadChangesNeitherWeightsNorMetrics() throws IOException {
    Outcome each = run(1);
    Outcome second = run(2);
    Outcome late = run(1000);
    // 2 rounds x 2 encoders x 2 epochs of 5 steps; an epoch ends with a reading
    assertThat(each.readings()).isEqualTo(40);
    assertThat(second.readings()).isEqualTo(24);
    assertThat(late.readings()).isEqualTo(8);
    for (Outcome other : List.of(second, late)) {
      assertThat(other.epochs()).isEqualTo(each.epochs());
      assertThat(other.weights().keySet()).isEqualTo(each.weights().keySet());
      each.weights().forEach((name, w) -> assertThat(other.weights().get(name)).isEqualTo(w));
    }
  }

  private static String divergence(int readOutSteps) throws IOException {
    XdcConfig wild = TinyRuns.CONFIG.toBuilder().optSchedule(Schedule.of(0, 0, 2, 1e18, 1)).build();
    try (SyntheticClips clips = TinyRuns.clips();
        XdcTrainer trainer =
            TinyRuns.trainer(clips).optConfig(wild).optReadOutSteps(readOutSteps).build()) {
      return catchThrowableOfType(DivergedException.class, trainer::fit).getMessage();
    }
  }

  @Test
  void theStepThatDivergedIsNamedHoweverLateItIsFound() throws IOException {
    String atOnce = divergence(1);
    assertThat(atOnce).contains("round 1, step 1, at learning rate 1.0E18");
    assertThat(divergence(4)).isEqualTo(atOnce);
    assertThat(divergence(1000)).isEqualTo(atOnce);
  }

  @Test
  void noReadingAtAllIsRefused() {
    assertThatThrownBy(() -> XdcTrainer.builder().optReadOutSteps(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("readOutSteps is 0, must be at least 1 (1: after every step)");
  }
}
