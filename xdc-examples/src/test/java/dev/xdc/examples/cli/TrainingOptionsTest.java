package dev.xdc.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.Preset;
import dev.xdc.encoder.AudioStem;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Pooling;
import dev.xdc.train.InitialFeatures;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class TrainingOptionsTest {

  private static Preset parse(String... args) {
    TrainingOptions options = new TrainingOptions();
    new CommandLine(
            CommandLine.Model.CommandSpec.create()
                .addMixin("training", new CommandLine(options).getCommandSpec()))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(args);
    return options.settings();
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
}
