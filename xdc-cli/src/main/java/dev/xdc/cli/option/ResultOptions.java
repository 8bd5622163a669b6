package dev.xdc.cli.option;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a training leaves beside its model; nothing of it is there without the training. */
public final class ResultOptions {

  @Option(names = "--json", paramLabel = "FILE", description = "Write the result as JSON.")
  private @Nullable Path json;

  @Option(
      names = "--dry-run",
      description = "Print what would be done and what it would cost, and do nothing.")
  private boolean dryRun;

  public ResultOptions() {}

  /**
   * Checks that a dry run has nothing to write.
   *
   * @throws IllegalArgumentException if a result is asked for
   */
  public void check() {
    if (dryRun && json != null) {
      throw new IllegalArgumentException(
          "--json does not go with --dry-run, which has no result: leave one out");
    }
  }

  /** Returns whether nothing is to be done. */
  public boolean dryRun() {
    return dryRun;
  }

  /** Returns where the result goes; null for nowhere. */
  public @Nullable Path json() {
    return json;
  }
}
