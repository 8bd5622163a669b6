package dev.xdc.cli.option;

import dev.xdc.XdcTrainerBuilder;
import dev.xdc.checkpoint.CheckpointPolicy;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How checkpoints are saved and resumed from. */
public final class CheckpointOptions {
  private static final double SECONDS_PER_MINUTE = 60;

  @Option(
      names = "--checkpoint-minutes",
      paramLabel = "MIN",
      description =
          "Save a checkpoint every MIN minutes, in addition to those after each epoch; 0 for never.")
  private double minutes = CheckpointPolicy.standard().every().toMinutes();

  @Option(
      names = "--checkpoint-steps",
      paramLabel = "N",
      description = "Save a checkpoint every N steps as well; 0 for never.")
  private int steps;

  @Option(
      names = "--keep-checkpoints",
      paramLabel = "N",
      description = "How many of the newest checkpoints are kept, in addition to the best round's.")
  private int keep = CheckpointPolicy.standard().keepLast();

  @Option(
      names = "--force",
      description =
          "Resume a run although its schedule, rate, optimizer, clustering or method have changed.")
  private boolean force;

  @Option(
      names = "--divergence-retries",
      paramLabel = "N",
      description =
          "How often to resume from the last checkpoint with a lower rate when the loss diverges.")
  private int retries;

  @Option(
      names = "--divergence-factor",
      paramLabel = "F",
      description = "Factor on the learning rates at each such retry.")
  private double factor = 0.5;

  /** Nothing is given yet. */
  public CheckpointOptions() {}

  /**
   * Sets up a trainer.
   *
   * @throws IllegalArgumentException if an option is out of its range
   */
  public void configure(XdcTrainerBuilder builder) {
    if (!(minutes >= 0 && minutes <= Integer.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "--checkpoint-minutes is " + minutes + ", must be at least 0 (0: never)");
    }
    builder
        .optCheckpoints(
            CheckpointPolicy.standard()
                .withEvery(Duration.ofMillis(Math.round(minutes * SECONDS_PER_MINUTE * 1000)))
                .withEverySteps(steps)
                .withKeepLast(keep))
        .optChangedSettings(force)
        .optDivergenceRetries(retries, factor);
  }
}
