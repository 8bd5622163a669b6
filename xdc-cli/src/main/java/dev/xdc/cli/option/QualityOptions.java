package dev.xdc.cli.option;

import dev.xdc.suite.run.RunQuality;
import picocli.CommandLine.Option;

/** Whether a run that is of no use counts as a failure. */
public final class QualityOptions {
  /** Exit status of a run that has ended and collapsed. */
  public static final int COLLAPSED = 3;

  @Option(
      names = "--strict-quality",
      description = "Exit with status 3 if the encoders have collapsed; the model is kept.")
  private boolean strict;

  /** A collapse is no failure. */
  public QualityOptions() {}

  /** Returns the exit status of a run that has ended. */
  public int status(RunQuality quality) {
    return strict && quality.collapsed() ? COLLAPSED : 0;
  }
}
