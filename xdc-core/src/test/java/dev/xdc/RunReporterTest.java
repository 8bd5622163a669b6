package dev.xdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.xdc.engine.MemoryUse;
import dev.xdc.timing.PhaseTimes;
import dev.xdc.train.ClusterMetrics;
import dev.xdc.train.EpochMetrics;
import dev.xdc.train.HeadLoss;
import dev.xdc.train.InitialFeatures;
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
          List.of("video", "audio"),
          CONFIG,
          100,
          90);

  private RoundMetrics round(int number, double loss, double spread, int largest, int empty) {
    return round(number, loss, spread, largest, empty, 2.079);
  }

  /** A round of one stream that learned 8 classes, and one clustering of 90 clips. */
  private RoundMetrics round(
      int number, double loss, double spread, int largest, int empty, double entropy) {
    reporter.startRound(number);
    reporter.startClustering();
    reporter.startTraining();
    EpochMetrics epoch =
        new EpochMetrics(
            number,
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
        "video",
        new TrainedStream(
            List.of(HeadLoss.crossEntropy(8)),
            List.of(new int[90]),
            List.of(epoch),
            new LabelGuess(entropy, entropy + 0.1),
            spread,
            null));
    int smallest = empty == 0 ? 1 : 0;
    ClusterMetrics clusters =
        new ClusterMetrics(
            "audio",
            8,
            smallest,
            largest,
            empty,
            1,
            1,
            1,
            0,
            0.5,
            Double.NaN,
            Double.NaN,
            Double.NaN,
            Double.NaN);
    reporter.endRound(List.of(clusters), 0.25, 90, 0);
    return rounds.get(rounds.size() - 1);
  }

  @Test
  void aSlowStartIsNoCollapse() {
    RoundMetrics slow = round(1, 2.079, 0.3, 20, 0);
    assertThat(slow.warnings()).isEmpty();
    assertThat(slow.notes())
        .singleElement()
        .asString()
        .contains("no sign yet that the video encoder learns its labels")
        .contains(
            "its loss is 2.079, guessing by label frequency gives 2.079", "by 0.30 of their length")
        .endsWith("usual in the first rounds from random encoders")
        .doesNotContain("collapse", "try");
  }

  @Test
  void aSlowStartIsOnlySaidToBeUsualFromRandomEncoders() {
    List<RoundMetrics.StreamMetrics> streams = round(1, 2.079, 0.3, 20, 0).streams();
    XdcConfig described =
        CONFIG.toBuilder().optInitialFeatures(InitialFeatures.HAND_CRAFTED).build();
    assertThat(new RoundSigns(described, 1, streams).notes())
        .singleElement()
        .asString()
        .doesNotContain("usual");
  }

  @Test
  void aLastRoundThatDidNotLearnIsWarnedOf() {
    RoundMetrics last = round(2, 2.079, 0.3, 20, 0);
    assertThat(last.notes()).isEmpty();
    assertThat(last.warnings())
        .singleElement()
        .asString()
        .contains("the run ends before the video encoder learns its labels", "more rounds")
        .doesNotContain("collapse");
  }

  @Test
  void guessingKnowsHowFrequentLabelsAre() {
    assertThat(round(1, 1.6, 0.3, 20, 0, 1.605).notes()).hasSize(1);
    assertThat(round(1, 1.5, 0.3, 20, 0, 1.605).notes()).isEmpty();
  }

  @Test
  void labelInformationIsWhatTheEncoderGainsOverGuessing() {
    RoundMetrics metrics = round(1, 1.5, 0.3, 20, 0, 2);
    assertThat(metrics.labelInformation()).isCloseTo(2.1 - 1.5, within(1e-12));
    assertThat(metrics.signs())
        .isEqualTo("label information 0.60 of 2.00 nats (video 0.60), cross-modal AMI 0.250");
  }

  @Test
  void aRunThatMemorisesItsLabelsIsWarnedOfAtItsEnd() {
    assertThat(round(1, 2.0, 0.3, 20, 0, 1).warnings()).as("it has rounds left").isEmpty();
    assertThat(round(2, 1.15, 0.3, 20, 0, 1).warnings())
        .as("about a guess")
        .noneMatch(warning -> warning.contains("memorised"));
    assertThat(round(2, 2.0, 0.3, 20, 0, 3.2).warnings()).isEmpty();
    RoundMetrics memorised = round(2, 2.0, 0.3, 20, 0, 1.7);
    assertThat(new RoundSigns(CONFIG, 2, memorised.streams()).warnings(List.of(), 90))
        .as("true labels")
        .noneMatch(warning -> warning.contains("memorised"));
    assertThat(memorised.warnings())
        .filteredOn(warning -> warning.startsWith("memorised: "))
        .singleElement()
        .asString()
        .contains("label information -0.20 nats", "more videos", "more different clips")
        .contains("a shorter training per round");
  }

  @Test
  void anEncoderWithTheSameFeatureForAllClipsHasCollapsed() {
    RoundMetrics collapsed = round(1, 2.079, 2e-5, 20, 0);
    assertThat(collapsed.notes()).isEmpty();
    assertThat(collapsed.warnings())
        .singleElement()
        .asString()
        .contains("collapse: the video encoder gives all clips the same feature", "2.0e-05")
        .contains("a lower learning rate");
  }

  @Test
  void warnsOfAClusterThatSwallowsTheSet() {
    assertThat(round(1, 1.5, 0.3, 82, 0).warnings())
        .singleElement()
        .asString()
        .contains("collapse: one of 8 audio clusters holds 82 of 90 clips");
    assertThat(round(1, 1.5, 0.3, 60, 0).warnings()).as("two thirds are no collapse").isEmpty();
  }

  @Test
  void countsEmptyClusters() {
    assertThat(round(1, 1.5, 0.3, 60, 4).warnings())
        .singleElement()
        .asString()
        .contains("collapse: only 4 of 8 audio clusters hold clips");
    assertThat(round(1, 1.5, 0.3, 60, 1).warnings())
        .containsExactly("1 of 8 audio clusters are empty");
  }

  @Test
  void saysNothingOfAHealthyRound() {
    RoundMetrics healthy = round(1, 1.5, 0.3, 20, 0);
    assertThat(healthy.warnings()).isEmpty();
    assertThat(healthy.notes()).isEmpty();
  }

  @Test
  void estimatesTheRestOnceEveryKindOfWorkWasSeen() {
    reporter.startRound(1);
    reporter.onFeatures("video", 100);
    reporter.onFeatures("audio", 100);
    reporter.startClustering();
    reporter.startTraining();
    reporter.onTrained("video", 90, 90);
    assertThat(progress.get(2).remainingSeconds()).isNaN();
    reporter.onTrained("audio", 45, 90);
    assertThat(progress.get(3).remainingSeconds()).isPositive();
    assertThat(progress.get(3).work()).isEqualTo(Progress.Work.TRAIN);
  }
}
