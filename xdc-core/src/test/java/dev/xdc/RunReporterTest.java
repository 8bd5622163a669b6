package dev.xdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.xdc.clip.Modality;
import dev.xdc.engine.MemoryUse;
import dev.xdc.timing.PhaseTimes;
import dev.xdc.train.ClusterMetrics;
import dev.xdc.train.EpochMetrics;
import dev.xdc.train.HeadLoss;
import dev.xdc.train.Progress;
import dev.xdc.train.RoundMetrics;
import dev.xdc.train.Schedule;
import dev.xdc.train.XdcConfig;
import dev.xdc.train.XdcListener;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunReporterTest {
  private static final XdcConfig CONFIG =
      XdcConfig.kinetics().toBuilder()
          .optRounds(2)
          .optSchedule(Schedule.of(0, 0, 1, 0.1, 1))
          .build();

  private final List<RoundMetrics> rounds = new ArrayList<>();
  private final List<Progress> progress = new ArrayList<>();
  private final RunReporter reporter =
      new RunReporter(
          null,
          List.of(
              new XdcListener() {
                @Override
                public void onRound(RoundMetrics metrics) {
                  rounds.add(metrics);
                }

                @Override
                public void onProgress(Progress step) {
                  progress.add(step);
                }
              }),
          List.of(Modality.values()),
          CONFIG,
          100,
          90);

  private RoundMetrics round(double loss, int largest) {
    return round(loss, largest, 2.079);
  }

  private RoundMetrics round(double loss, int largest, double entropy) {
    reporter.startRound(1);
    reporter.startClustering();
    reporter.startTraining();
    EpochMetrics epoch =
        new EpochMetrics(
            1,
            "video",
            1,
            1,
            0.1,
            loss,
            0.1,
            loss,
            0.1,
            90,
            0,
            1,
            PhaseTimes.NONE,
            MemoryUse.now());
    reporter.endStream(
        Modality.VIDEO,
        List.of(HeadLoss.crossEntropy(8)),
        List.of(new int[90]),
        List.of(epoch),
        new LabelGuess(entropy, entropy + 0.1),
        null);
    ClusterMetrics clusters =
        new ClusterMetrics("audio", 8, 1, largest, 1, 1, 1, 0, 0.5, Double.NaN, Double.NaN);
    reporter.endRound(List.of(clusters), 0.25, 90, 0);
    return rounds.get(rounds.size() - 1);
  }

  @Test
  void warnsOfALossThatGuessingHasToo() {
    assertThat(round(2.079, 20).warnings())
        .singleElement()
        .asString()
        .contains("video encoder learned nothing", "its loss is 2.079", "has 2.079")
        .doesNotContain("collapse");
  }

  @Test
  void guessingKnowsTheSizesOfClusters() {
    assertThat(round(1.6, 20, 1.605).warnings()).hasSize(1);
    assertThat(round(1.5, 20, 1.605).warnings()).isEmpty();
  }

  @Test
  void labelInformationIsWhatTheEncoderGainsOverGuessing() {
    RoundMetrics metrics = round(1.5, 20, 2);
    assertThat(metrics.labelInformation()).isCloseTo(2.1 - 1.5, within(1e-12));
    assertThat(metrics.signs())
        .isEqualTo("label information 0.60 of 2.00 nats (video 0.60), cross-modal AMI 0.250");
  }

  @Test
  void warnsOfAClusterThatSwallowsTheSet() {
    assertThat(round(1.5, 60).warnings())
        .singleElement()
        .asString()
        .contains("collapse", "one of 8 audio clusters holds 60 of 90 clips");
  }

  @Test
  void saysNothingOfAHealthyRound() {
    assertThat(round(1.5, 20).warnings()).isEmpty();
  }

  @Test
  void estimatesTheRestOnceEveryKindOfWorkWasSeen() {
    reporter.startRound(1);
    reporter.onFeatures(Modality.VIDEO, 100);
    reporter.onFeatures(Modality.AUDIO, 100);
    reporter.startClustering();
    reporter.startTraining();
    reporter.onTrained(Modality.VIDEO, 90, 90);
    assertThat(progress.get(2).remainingSeconds()).isNaN();
    reporter.onTrained(Modality.AUDIO, 45, 90);
    assertThat(progress.get(3).remainingSeconds()).isPositive();
    assertThat(progress.get(3).phase()).isEqualTo("train");
  }
}
