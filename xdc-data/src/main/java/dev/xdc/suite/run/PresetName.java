package dev.xdc.suite.run;

import dev.xdc.Preset;
import dev.xdc.XdcModel;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The presets by name. */
public enum PresetName {
  /** For trying things out: minutes on two cores. */
  TINY,
  /** For the clips that the demonstration makes. */
  DEMO,
  /** For a few thousand clips on two cores. */
  SMALL,
  /** The paper's for Kinetics, for a GPU. */
  PAPER,
  /** The paper's for AudioSet. */
  AUDIOSET,
  /** The paper's for its 65 million videos from Instagram. */
  INSTAGRAM;

  /** Returns the settings. */
  public Preset preset() {
    return switch (this) {
      case TINY -> Preset.tiny();
      case DEMO -> Preset.demo();
      case SMALL -> Preset.small();
      case PAPER -> Preset.paper();
      case AUDIOSET -> Preset.audioSet();
      case INSTAGRAM -> Preset.instagram();
    };
  }

  /**
   * Returns the preset that has the encoders of a model and cuts clips as it does; the first of
   * several. Random changes of training clips do not count.
   */
  public static Optional<PresetName> of(XdcModel model) {
    return Arrays.stream(values()).filter(name -> name.made(model)).findFirst();
  }

  private boolean made(XdcModel model) {
    Preset preset = preset();
    return plain(preset.clip()).equals(plain(model.clipSpec()))
        && Arrays.stream(Modality.values())
            .filter(model::has)
            .allMatch(m -> model.encoder(m).spec().filter(preset.encoder(m)::equals).isPresent());
  }

  private static ClipSpec plain(ClipSpec clip) {
    return clip.toBuilder().optFlip(false).optAudioJitterSeconds(0).build();
  }

  /** Returns whether these are the paper's own settings. */
  public boolean isPaper() {
    return this != TINY && this != DEMO && this != SMALL;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
