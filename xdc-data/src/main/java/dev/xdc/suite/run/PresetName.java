package dev.xdc.suite.run;

import dev.xdc.Preset;
import java.util.Locale;

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

  /** Returns whether these are the paper's own settings. */
  public boolean isPaper() {
    return this != TINY && this != DEMO && this != SMALL;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
