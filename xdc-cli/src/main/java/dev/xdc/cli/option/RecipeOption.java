package dev.xdc.cli.option;

import dev.xdc.eval.FineTuneRecipe;
import dev.xdc.suite.run.PresetName;
import picocli.CommandLine.Option;

/** Whose row of the paper's Table 10 fine-tuning follows. */
public final class RecipeOption {

  @Option(
      names = "--recipe",
      paramLabel = "NAME",
      description = "Row of the paper's Table 10 for the paper's presets: hmdb51, ucf101 or esc50.")
  private String recipe = "";

  /** Nothing is given yet. */
  public RecipeOption() {}

  /**
   * Returns the name of the data set; empty if none is given.
   *
   * @param preset whose fine-tuning it belongs to
   * @throws IllegalArgumentException if the table has no such row, or the preset is not the paper's
   */
  public String dataset(PresetName preset) {
    if (recipe.isEmpty()) {
      return recipe;
    }
    if (!FineTuneRecipe.has(recipe)) {
      throw new IllegalArgumentException(
          "--recipe is " + recipe + ", must be hmdb51, ucf101 or esc50");
    }
    if (!preset.isPaper()) {
      throw new IllegalArgumentException(
          "--recipe is the paper's, but --preset is "
              + preset
              + ": take --preset paper, or leave --recipe out");
    }
    return recipe;
  }
}
