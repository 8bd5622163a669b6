package dev.xdc.cli.option;

import dev.xdc.clip.ClipSpec;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether training mirrors clips at random: a point that the paper leaves open. */
public final class FlipOption {

  @Option(
      names = "--flip",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "true|false",
      description =
          "Whether training mirrors half of the clips; as the preset or the model says by default.")
  private @Nullable Boolean flip;

  /** Nothing is given yet. */
  public FlipOption() {}

  /** Returns {@code clip} as the option says. */
  ClipSpec changed(ClipSpec clip) {
    return flip == null ? clip : clip.toBuilder().optFlip(flip).build();
  }

  /**
   * Returns how clips are cut to fine-tune with a preset.
   *
   * @param model how the encoders' clips were cut before
   * @param preset how the preset's are
   */
  public ClipSpec fineTuning(ClipSpec model, ClipSpec preset) {
    return changed(preset.flip() ? model.toBuilder().optFlip(true).build() : model);
  }
}
