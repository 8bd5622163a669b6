package dev.xdc.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.xdc.Preset;
import dev.xdc.encoder.AudioStem;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Pooling;
import dev.xdc.suite.run.PresetName;
import dev.xdc.train.HeadInit;
import dev.xdc.train.InitialFeatures;
import dev.xdc.train.TrainingPlan;
import dev.xdc.train.XdcConfig;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class TrainingOptionsTest {

  private static Preset parse(String... args) {
    return options(args).settings();
  }

  private static TrainingOptions options(String... args) {
    TrainingOptions options = new TrainingOptions();
    new CommandLine(
            CommandLine.Model.CommandSpec.create()
                .addMixin("training", new CommandLine(options).getCommandSpec()))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(args);
    return options;
  }

  @Test
  void withoutOptionsThePresetStaysAsItIs() {
    for (PresetName name : PresetName.values()) {
      assertThat(parse("--preset", name.toString())).hasToString(name.preset().toString());
    }
  }

  @Test
  void pointsThatThePaperLeavesOpenAreOptions() {
    Preset changed =
        parse(
            "--preset=instagram",
            "--gamma=0.1",
            "--decay-from=start",
            "--bn-momentum=0.5",
            "--audio-stem=A");

    for (int round : new int[] {1, changed.config().rounds()}) {
      assertThat(changed.config().schedule(round).gamma()).isEqualTo(0.1);
      assertThat(changed.config().schedule(round).stepsAfterWarmup()).isFalse();
    }
    assertThat(changed.video()).isEqualTo(EncoderSpec.r2plus1d(18, 64).withNormMomentum(0.5));
    assertThat(changed.audio())
        .isEqualTo(EncoderSpec.audioResNet(18, 64, AudioStem.A).withNormMomentum(0.5));
    assertThat(changed.audio().pooling()).as("the stem's own").isEqualTo(Pooling.MAX);
    assertThat(parse("--audio-pooling=max").audio())
        .hasToString("AudioResNet-10B x16, pooling MAX");
  }

  @Test
  void mirroringIsAnOption() {
    assertThat(parse("--preset=small", "--flip").clip().flip()).isTrue();
    assertThat(parse("--preset=paper").clip().flip()).isTrue();
    assertThat(parse("--preset=paper", "--flip=false").clip().flip()).isFalse();
    assertThat(parse("--preset=small", "--set=clip.flip=true").clip().flip()).isTrue();
    assertThat(parse("--preset=small", "--set=clip.flip=true", "--flip=false").clip().flip())
        .isFalse();
  }

  @Test
  void theFirstRoundClustersWhatIsAskedFor() {
    assertThat(parse("--preset=small", "--first-features=encoder").config().initialFeatures())
        .isEqualTo(InitialFeatures.RANDOM_ENCODER);
    assertThat(parse("--preset=paper", "--first-features=hand-crafted").config().initialFeatures())
        .isEqualTo(InitialFeatures.HAND_CRAFTED);
  }

  @Test
  void whatLaterMethodsFoundIsOffUnlessAskedFor() {
    assertThat(parse().config().headInit()).isEqualTo(HeadInit.NORMAL);
    assertThat(parse().config().warmupRounds()).isZero();
    XdcConfig changed = parse("--head-init=class-means", "--warmup-rounds=3").config();
    assertThat(changed.headInit()).isEqualTo(HeadInit.CLASS_MEANS);
    assertThat(changed.warmupRounds()).isEqualTo(3);
    XdcConfig set =
        parse("--set=config.headInit=class_means", "--set=config.warmupRounds=3").config();
    assertThat(set).isEqualTo(changed);
  }

  @Test
  void optionsChangeEveryRound() {
    Preset changed =
        parse("--rounds", "3", "--epochs", "2", "--lr", "0.5", "--batch", "7", "--clusters", "9");

    assertThat(changed.clusters()).isEqualTo(9);
    assertThat(changed.config().rounds()).isEqualTo(3);
    assertThat(changed.config().batchSize()).isEqualTo(7);
    for (int round = 1; round <= 3; round++) {
      assertThat(changed.config().schedule(round).epochs()).isEqualTo(2);
      assertThat(changed.config().schedule(round).baseRate()).isEqualTo(0.5);
    }
  }

  @Test
  void optionsOfSupervisedTrainingChangeItsPlanAlone() {
    String[] args = {
      "--preset=paper",
      "--set=supervised.clipsPerEpoch=5",
      "--set=supervised.headDeviation=0.1",
      "--epochs=2",
      "--lr=0.5",
      "--gamma=0.1",
      "--batch=7"
    };
    Preset changed = options(args).supervisedSettings(false);
    TrainingPlan plan = Preset.paper().supervised();
    assertThat(changed.supervised())
        .isEqualTo(
            new TrainingPlan(
                plan.schedule().withEpochs(2).withBaseRate(0.5).withGamma(0.1),
                plan.sgd(),
                7,
                5,
                0,
                false,
                0.1,
                1));
    assertThat(changed.config()).isEqualTo(Preset.paper().config());
    assertThat(options("--preset=paper", "--epochs=2").settings().supervised()).isEqualTo(plan);
  }

  @Test
  void longClipsAreTheStartOfWhatIsSet() {
    Preset paper = options("--preset=paper").supervisedSettings(true);
    assertThat(paper.clip().frames()).isEqualTo(32);
    assertThat(paper.supervised().batchSize()).isEqualTo(8);
    assertThat(paper.supervised().schedule().baseRate()).isEqualTo(0.0025);
    Preset set =
        options("--preset=paper", "--set=clip.frames=16", "--batch=4").supervisedSettings(true);
    assertThat(set.clip().frames()).isEqualTo(16);
    assertThat(set.supervised().batchSize()).isEqualTo(4);
  }

  @Test
  void supervisedTrainingHasNoClusters() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options("--clusters=4").supervisedSettings(false))
        .withMessageContaining("--clusters is 4, but --method supervised clusters nothing");
  }
}
