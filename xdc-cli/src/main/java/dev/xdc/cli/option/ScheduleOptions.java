package dev.xdc.cli.option;

import dev.xdc.train.Schedule;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is changed in a schedule: epochs, learning rate and its decay. */
public final class ScheduleOptions {

  @Option(
      names = "--epochs",
      converter = Ranges.AtLeastOne.class,
      paramLabel = "E",
      description = "Epochs, in pretraining those of each round; the preset's or run's by default.")
  private @Nullable Integer epochs;

  @Option(
      names = "--lr",
      converter = Ranges.Positive.class,
      paramLabel = "RATE",
      description = "Learning rate; the preset's by default, in retraining a quarter of the run's.")
  private @Nullable Double rate;

  @Mixin private DecayOptions decay = new DecayOptions();

  /** Nothing is changed. */
  public ScheduleOptions() {}

  /** Returns {@code schedule} as the options say. */
  public Schedule changed(Schedule schedule) {
    Schedule timed = epochs == null ? schedule : schedule.withEpochs(epochs);
    return decay.changed(rate == null ? timed : timed.withBaseRate(rate));
  }
}
