package dev.xdc.cli.option;

import java.util.List;
import java.util.stream.LongStream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How often something is repeated, each time with another seed. */
public final class SeedsOption {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "Number of runs, each with its own seed.")
  private int seeds;

  @Option(names = "--first-seed", paramLabel = "S", description = "The seed of the first run.")
  private long first = 1;

  /** Takes {@code seeds} runs unless another number is given. */
  public SeedsOption(int seeds) {
    this.seeds = seeds;
  }

  /** Returns the seed of the first run. */
  public long first() {
    return first;
  }

  /**
   * Returns how many runs there are.
   *
   * @throws IllegalArgumentException if less than one
   */
  public int count() {
    if (seeds < 1) {
      throw new IllegalArgumentException("--seeds is " + seeds + ", must be at least 1");
    }
    return seeds;
  }

  /** Returns how many runs are asked for; {@code otherwise} if the option is not given. */
  private int countOr(int otherwise) {
    return command.commandLine().getParseResult().hasMatchedOption("--seeds") ? count() : otherwise;
  }

  /** Returns the seeds of all runs. */
  public List<Long> all() {
    return LongStream.range(first, first + count()).boxed().toList();
  }

  /** Returns the seeds of all runs, of {@code otherwise} runs if their number is not given. */
  public List<Long> allOr(int otherwise) {
    return LongStream.range(first, first + countOr(otherwise)).boxed().toList();
  }
}
