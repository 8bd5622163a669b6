package dev.xdc.cli.option;

import dev.xdc.suite.run.RunQuality;
import picocli.CommandLine.Option;

/** Whether a run that is of no use counts as a failure. */
public final class QualityOptions {
  /** Exit status of a run that has ended, and whose encoders are of no use. */
  public static final int OF_NO_USE = 3;

  @Option(
      names = "--strict-quality",
      description =
          "Exit with status 3 if the encoders have collapsed or memorised labels; the model is kept.")
  private boolean strict;

  /** Neither is a failure unless asked for. */
  public QualityOptions() {}

  /** Returns the exit status of a run that has ended. */
  public int status(RunQuality quality) {
    return strict && (quality.collapsed() || quality.memorised()) ? OF_NO_USE : 0;
  }
}
