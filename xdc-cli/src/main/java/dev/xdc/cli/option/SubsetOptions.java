package dev.xdc.cli.option;

import dev.xdc.clip.RandomSubset;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How many of the videos are pretrained on. */
public final class SubsetOptions {

  @Option(
      names = "--subset",
      converter = Ranges.AtLeastOne.class,
      paramLabel = "N",
      description =
          "Pretrain on N of the usable videos, drawn at random by their ids; all by default.")
  private @Nullable Integer size;

  @Option(
      names = "--subset-seed",
      paramLabel = "S",
      description = "Seed for drawing --subset; --seed has no influence on it.")
  private long seed = 1;

  /** Nothing is given yet. */
  public SubsetOptions() {}

  /** Returns what to draw; null for all videos. */
  public @Nullable RandomSubset subset() {
    return size == null ? null : new RandomSubset(size, seed);
  }
}
