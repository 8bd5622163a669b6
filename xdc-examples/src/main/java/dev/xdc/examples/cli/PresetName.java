package dev.xdc.examples.cli;

import dev.xdc.Preset;
import java.util.Locale;
import java.util.function.Supplier;

/** The presets by name. */
enum PresetName {
  /** For the demonstration and for trying things out: minutes on two cores. */
  TINY(Preset::tiny),
  /** For a few thousand clips on two cores. */
  SMALL(Preset::small),
  /** The paper's, for a GPU. */
  PAPER(Preset::paper);

  private final Supplier<Preset> preset;

  PresetName(Supplier<Preset> preset) {
    this.preset = preset;
  }

  Preset preset() {
    return preset.get();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
