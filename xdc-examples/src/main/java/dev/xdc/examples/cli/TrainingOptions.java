package dev.xdc.examples.cli;

import dev.xdc.NamedSettings;
import dev.xdc.Preset;
import dev.xdc.train.InitialFeatures;
import dev.xdc.train.Schedule;
import dev.xdc.train.XdcConfig;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A preset and what is changed in it for pretraining. */
final class TrainingOptions {

  /** Sets what {@link NamedSettings} names. */
  static final String SET = "--set";

  /** What they belong to unless set. */
  static final String PRESET = "--preset";

  @Option(names = PRESET, description = "Settings to start from: ${COMPLETION-CANDIDATES}.")
  private PresetName preset;

  @Option(
      names = "--clusters",
      converter = Ranges.AtLeastTwo.class,
      paramLabel = "K",
      description = "Clusters per modality; the preset's unless given.")
  private @Nullable Integer clusters;

  @Option(
      names = "--rounds",
      converter = Ranges.AtLeastOne.class,
      paramLabel = "R",
      description = "How often to cluster anew; the preset's unless given.")
  private @Nullable Integer rounds;

  @Option(
      names = "--epochs",
      converter = Ranges.AtLeastOne.class,
      paramLabel = "E",
      description = "Epochs of each round; the preset's unless given.")
  private @Nullable Integer epochs;

  @Option(
      names = "--batch",
      converter = Ranges.AtLeastTwo.class,
      paramLabel = "N",
      description = "Clips per step of pretraining; the preset's unless given.")
  private @Nullable Integer batch;

  @Option(
      names = "--clips-per-epoch",
      paramLabel = "N",
      description =
          "Clips of an epoch of pretraining, 0 for one of every video; the preset's unless given.")
  private @Nullable Integer clipsPerEpoch;

  @Option(
      names = "--lr",
      converter = Ranges.Positive.class,
      paramLabel = "RATE",
      description = "Learning rate of pretraining; the preset's unless given.")
  private @Nullable Double rate;

  @Option(
      names = "--first-features",
      description =
          "What the first round clusters: ${COMPLETION-CANDIDATES}. encoder is the paper's choice, and the one for given weights"
              + " (--init-video, --init-audio); hand-crafted asks no encoder and suits small sets. The preset's unless given.")
  private @Nullable FirstFeatures firstFeatures;

  @Option(
      names = SET,
      showDefaultValue = Visibility.NEVER,
      paramLabel = "NAME=VALUE",
      description =
          "A setting of the preset that has no option, such as config.patience=2, config.clipsPerVideo=4 or clip.frames=16; may"
              + " be given several times. The run.yaml in a run folder lists all, and takes them as keys. Options win.")
  private Map<String, String> set = new LinkedHashMap<>();

  @Mixin private DecayOptions decay = new DecayOptions();
  @Mixin private FlipOption flip = new FlipOption();
  @Mixin private EncoderOptions encoders = new EncoderOptions();

  /** {@link InitialFeatures} as the command line spells them. */
  enum FirstFeatures {
    ENCODER(InitialFeatures.RANDOM_ENCODER),
    HAND_CRAFTED(InitialFeatures.HAND_CRAFTED);

    private final InitialFeatures features;

    FirstFeatures(InitialFeatures features) {
      this.features = features;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  TrainingOptions() {
    this(PresetName.SMALL);
  }

  /** Starts from {@code preset} unless another one is asked for. */
  TrainingOptions(PresetName preset) {
    this.preset = preset;
  }

  /**
   * Returns the settings.
   *
   * @param named the preset to start from
   */
  private Preset settings(Preset named) {
    XdcConfig.Builder config =
        named.config().toBuilder()
            .optSchedule(changed(named.config().schedule()))
            .optLastSchedule(changed(named.config().lastSchedule()));
    if (rounds != null) {
      config.optRounds(rounds);
    }
    if (batch != null) {
      config.optBatchSize(batch);
    }
    if (clipsPerEpoch != null) {
      config.optClipsPerEpoch(clipsPerEpoch);
    }
    if (firstFeatures != null) {
      config.optInitialFeatures(firstFeatures.features);
    }
    Preset changed = named.withConfig(config.build()).withClip(flip.changed(named.clip()));
    return encoders.changed(clusters == null ? changed : changed.withClusters(clusters));
  }

  /** Returns the preset that is started from. */
  PresetName preset() {
    return preset;
  }

  /** Returns what is changed in encoders. */
  EncoderOptions encoders() {
    return encoders;
  }

  /**
   * Returns the settings.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  Preset settings() {
    return settings(NamedSettings.changed(preset.preset(), set));
  }

  private Schedule changed(Schedule schedule) {
    Schedule timed = epochs == null ? schedule : schedule.withEpochs(epochs);
    Schedule rated = rate == null ? timed : timed.withBaseRate(rate);
    return decay.changed(rated);
  }
}
