package dev.xdc.cli.option;

import ai.djl.Device;
import dev.xdc.cli.output.ProgressOutput;
import dev.xdc.encoder.Precision;
import dev.xdc.encoder.PrecisionGain;
import java.util.Locale;
import picocli.CommandLine.Option;

/** What encoders compute with. */
public final class PrecisionOption {

  /** {@link Precision} as the command line spells it. */
  public enum Kind {
    FLOAT32,
    BFLOAT16;

    /** Returns what encoders compute with. */
    public Precision precision() {
      return Precision.valueOf(name());
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--precision",
      paramLabel = "PRECISION",
      description = "What encoders compute with: ${COMPLETION-CANDIDATES}. Weights stay float32.")
  private Kind kind = Kind.FLOAT32;

  /** Nothing is given yet. */
  public PrecisionOption() {}

  /** Returns the precision. */
  public Precision precision() {
    return kind.precision();
  }

  /** Returns the precision and says so if {@code device} is slower with it. */
  public Precision measured(Device device, ProgressOutput progress) {
    return measured(precision(), device, progress);
  }

  /** Returns {@code precision} and says so if {@code device} is slower with it. */
  public static Precision measured(Precision precision, Device device, ProgressOutput progress) {
    PrecisionGain.slowdown(precision, device)
        .ifPresent(
            gain ->
                progress.line(
                    String.format(
                        Locale.ROOT,
                        "--precision is bfloat16, which is %.2f times as fast as float32 on %s: use float32",
                        gain,
                        device)));
    return precision;
  }
}
