package dev.xdc.cli.option;

import dev.xdc.train.Schedule;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is changed in the decay of a learning rate: points that the paper leaves in doubt. */
public final class DecayOptions {

  @Option(
      names = "--gamma",
      converter = Ranges.Factor.class,
      paramLabel = "G",
      description = "Factor of a decay of the learning rate; the preset's or run's by default.")
  private @Nullable Double gamma;

  @Option(
      names = "--decay-from",
      paramLabel = "START",
      description =
          "Where the epochs between decays count from: ${COMPLETION-CANDIDATES}; the preset's or run's by default.")
  private @Nullable DecayFrom decayFrom;

  /** Readings of the paper's step schedule. */
  public enum DecayFrom {
    WARMUP,
    START;

    /** Returns the reading that a schedule has. */
    public static DecayFrom of(Schedule schedule) {
      return schedule.stepsAfterWarmup() ? WARMUP : START;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Nothing is given yet. */
  public DecayOptions() {}

  /** Returns {@code schedule} with the decay as the options say. */
  public Schedule changed(Schedule schedule) {
    Schedule decayed = gamma == null ? schedule : schedule.withGamma(gamma);
    return decayFrom == null
        ? decayed
        : decayed.withStepsAfterWarmup(decayFrom == DecayFrom.WARMUP);
  }
}
