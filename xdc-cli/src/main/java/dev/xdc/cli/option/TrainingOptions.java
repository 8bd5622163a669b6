package dev.xdc.cli.option;

import dev.xdc.NamedSettings;
import dev.xdc.Preset;
import dev.xdc.suite.run.PresetName;
import dev.xdc.train.HeadInit;
import dev.xdc.train.InitialFeatures;
import dev.xdc.train.TrainingPlan;
import dev.xdc.train.XdcConfigBuilder;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A preset and what is changed in it for pretraining. */
public final class TrainingOptions {

  /** Sets what {@link NamedSettings} names. */
  static final String SET = "--set";

  /** What they belong to unless set. */
  static final String PRESET = "--preset";

  @Option(
      names = PRESET,
      paramLabel = "PRESET",
      description = "Settings to start from: ${COMPLETION-CANDIDATES}.")
  private PresetName preset;

  @Option(
      names = "--clusters",
      converter = Ranges.AtLeastTwo.class,
      paramLabel = "K",
      description = "Clusters per modality; the preset's by default.")
  private @Nullable Integer clusters;

  @Option(
      names = "--rounds",
      converter = Ranges.AtLeastOne.class,
      paramLabel = "R",
      description = "Rounds of clustering and training; the preset's by default.")
  private @Nullable Integer rounds;

  @Option(
      names = "--batch",
      converter = Ranges.AtLeastTwo.class,
      paramLabel = "N",
      description = "Clips per step of pretraining; the preset's by default.")
  private @Nullable Integer batch;

  @Option(
      names = "--clips-per-epoch",
      paramLabel = "N",
      description = "Clips per epoch of pretraining, 0 for one per video; the preset's by default.")
  private @Nullable Integer clipsPerEpoch;

  @Option(
      names = "--first-features",
      paramLabel = "FEATURES",
      description =
          "What the first round clusters: ${COMPLETION-CANDIDATES}; the preset's by default.")
  private @Nullable FirstFeatures firstFeatures;

  @Option(
      names = "--head-init",
      paramLabel = "WEIGHTS",
      description =
          "What fresh heads start from: ${COMPLETION-CANDIDATES}; the preset's by default.")
  private @Nullable FirstHead headInit;

  @Option(
      names = "--warmup-rounds",
      paramLabel = "W",
      description =
          "Rounds over which the learning rate rises, 0 for none; the preset's by default.")
  private @Nullable Integer warmupRounds;

  @Option(
      names = SET,
      showDefaultValue = Visibility.NEVER,
      paramLabel = "NAME=VALUE",
      description =
          "A setting of the preset that has no option, such as config.patience=2; may be given several times.")
  private Map<String, String> set = new LinkedHashMap<>();

  @Mixin private ScheduleOptions schedule = new ScheduleOptions();
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

  /** {@link HeadInit} as the command line spells it. */
  enum FirstHead {
    NORMAL,
    CLASS_MEANS;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Nothing is given yet. */
  public TrainingOptions() {
    this(PresetName.SMALL);
  }

  /** Starts from {@code preset} unless another one is asked for. */
  public TrainingOptions(PresetName preset) {
    this.preset = preset;
  }

  /**
   * Returns the settings.
   *
   * @param named the preset to start from
   */
  private Preset settings(Preset named) {
    XdcConfigBuilder config =
        named.config().toBuilder()
            .optSchedule(schedule.changed(named.config().schedule()))
            .optLastSchedule(schedule.changed(named.config().lastSchedule()));
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
    if (headInit != null) {
      config.optHeadInit(HeadInit.valueOf(headInit.name()));
    }
    if (warmupRounds != null) {
      config.optWarmupRounds(warmupRounds);
    }
    Preset changed = named.withConfig(config.build()).withClip(flip.changed(named.clip()));
    return encoders.changed(clusters == null ? changed : changed.withClusters(clusters));
  }

  /** Returns the preset that is started from. */
  public PresetName preset() {
    return preset;
  }

  /** Returns what is changed in encoders. */
  public EncoderOptions encoders() {
    return encoders;
  }

  /**
   * Returns the settings.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public Preset settings() {
    return settings(NamedSettings.changed(preset.preset(), set));
  }

  /**
   * Returns the settings of supervised training, to which the options for schedule and batch apply.
   *
   * @param longClips whether clips have four times the preset's frames; {@link #SET} still wins
   * @throws IllegalArgumentException if one is out of its range or says something of clusters
   */
  public Preset supervisedSettings(boolean longClips) {
    requireNone("--clusters", clusters);
    requireNone("--rounds", rounds);
    requireNone("--first-features", firstFeatures);
    requireNoneSet("config.", "--method supervised, whose settings are supervised.*");
    Preset named = longClips ? preset.preset().longClips() : preset.preset();
    Preset changed = NamedSettings.changed(named, set);
    TrainingPlan plan = changed.supervised();
    plan = plan.withSchedule(schedule.changed(plan.schedule()));
    plan = batch == null ? plan : plan.withBatchSize(batch);
    plan = clipsPerEpoch == null ? plan : plan.withClipsPerEpoch(clipsPerEpoch);
    return encoders.changed(changed.withSupervised(plan));
  }

  /**
   * Checks that no setting is set that has no meaning here.
   *
   * @throws IllegalArgumentException if one is whose name begins with {@code prefix}
   */
  public void requireNoneSet(String prefix, String here) {
    set.keySet().stream()
        .filter(name -> name.startsWith(prefix))
        .findFirst()
        .ifPresent(
            name -> {
              throw new IllegalArgumentException(
                  SET + " " + name + " has no meaning for " + here + ": leave it out");
            });
  }

  private static void requireNone(String option, @Nullable Object value) {
    if (value != null) {
      throw new IllegalArgumentException(
          option
              + " is "
              + value
              + ", but --method supervised clusters nothing and has one round: leave it out");
    }
  }
}
