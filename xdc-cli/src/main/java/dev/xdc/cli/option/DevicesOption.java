package dev.xdc.cli.option;

import dev.xdc.encoder.BatchStatistics;
import dev.xdc.engine.FreedMemory;
import dev.xdc.suite.run.SharedBatch;
import java.util.Locale;
import picocli.CommandLine.Option;

/** Where to train, on one device or several. */
public final class DevicesOption {

  /** {@link BatchStatistics} as the command line spells them. */
  enum Rule {
    JOINT(BatchStatistics.JOINT),
    PER_DEVICE(BatchStatistics.PER_DEVICE);

    private final BatchStatistics statistics;

    Rule(BatchStatistics statistics) {
      this.statistics = statistics;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--device",
      converter = DeviceNames.Several.class,
      paramLabel = "DEVICE[,DEVICE...]",
      description =
          "Where to compute: auto, cpu, gpu, or a GPU such as gpu1; several share every batch.")
  private DeviceNames names = DeviceNames.AUTO;

  @Option(
      names = "--batch-statistics",
      paramLabel = "SCOPE",
      description =
          "Batch-norm statistics when several devices share a batch: ${COMPLETION-CANDIDATES}.")
  private Rule rule = Rule.JOINT;

  @Option(
      names = "--recompute-activations",
      description =
          "Compute activations again instead of keeping them: less memory, more time, same results.")
  private boolean recomputed;

  /** Nothing is given yet. */
  public DevicesOption() {}

  /**
   * Starts the engine and returns the devices.
   *
   * @throws IllegalArgumentException if one is not there
   */
  public SharedBatch devices() {
    if (recomputed) {
      FreedMemory.handBack(); // kept memory would be most of what is saved
    }
    return new SharedBatch(names.devices(), rule.statistics, recomputed);
  }
}
