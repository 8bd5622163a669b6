package dev.xdc.cli.option;

import dev.xdc.data.index.SegmentRule;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether long files are cut into segments. */
public final class SegmentOptions {

  @Option(
      names = "--segment-seconds",
      paramLabel = "S",
      description = "Cut longer files into segments of this length, each an item of its own.")
  private @Nullable Double seconds;

  @Option(
      names = "--segment-stride",
      paramLabel = "S",
      description =
          "Seconds from the start of a segment to that of the next; by default its length.")
  private @Nullable Double stride;

  /** Nothing is given yet. */
  public SegmentOptions() {}

  /**
   * Returns how files are cut, or null if they stay whole.
   *
   * @throws IllegalArgumentException if there is a stride without a length, or one is not positive
   */
  public @Nullable SegmentRule rule() {
    if (seconds == null) {
      if (stride != null) {
        throw new IllegalArgumentException("--segment-stride needs --segment-seconds");
      }
      return null;
    }
    return new SegmentRule(seconds, stride == null ? seconds : stride);
  }
}
