package dev.xdc.cli.option;

import dev.xdc.XdcTrainerBuilder;
import dev.xdc.checkpoint.CheckpointPolicy;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How a run is saved and taken up again. */
public final class CheckpointOptions {
  private static final double SECONDS_PER_MINUTE = 60;

  @Option(
      names = "--checkpoint-minutes",
      paramLabel = "MIN",
      description =
          "Save a checkpoint whenever so many minutes have passed, beside those after each epoch; 0 for never.")
  private double minutes = CheckpointPolicy.standard().every().toMinutes();

  @Option(
      names = "--checkpoint-steps",
      paramLabel = "N",
      description = "Save a checkpoint after every N steps as well; 0 for never.")
  private int steps;

  @Option(
      names = "--keep-checkpoints",
      paramLabel = "N",
      description = "How many of the newest checkpoints are kept; the best round's is kept beside.")
  private int keep = CheckpointPolicy.standard().keepLast();

  @Option(
      names = "--force",
      description =
          "Go on with a run although rounds, schedule, rate, optimizer, clustering or method have changed. Other"
              + " clips, encoders, seeds and batches are refused in any case.")
  private boolean force;

  @Option(
      names = "--divergence-retries",
      paramLabel = "N",
      description =
          "How often to go back to the last checkpoint and on with a lower learning rate when the loss is no longer"
              + " a number.")
  private int retries;

  @Option(
      names = "--divergence-factor",
      paramLabel = "F",
      description = "What the learning rates are then multiplied by.")
  private double factor = 0.5;

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
