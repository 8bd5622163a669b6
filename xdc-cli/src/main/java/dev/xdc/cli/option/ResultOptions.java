package dev.xdc.cli.option;

import java.io.IOException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a training leaves beside its model; a dry run leaves nothing. */
public final class ResultOptions {

  @Mixin private JsonOption json = new JsonOption();

  @Option(
      names = "--dry-run",
      description = "Print the plan and its estimated cost, and do nothing.")
  private boolean dryRun;

  /** Nothing is given yet. */
  public ResultOptions() {}

  /**
   * Checks that a dry run has nothing to write.
   *
   * @throws IllegalArgumentException if a result is asked for
   */
  public void check() {
    if (dryRun && json.isGiven()) {
      throw new IllegalArgumentException(
          "--json does not go with --dry-run, which has no result: leave one out");
    }
  }

  /** Returns whether nothing is to be done. */
  public boolean dryRun() {
    return dryRun;
  }

  /** Writes the result, if it is asked for; see {@link JsonOption#write}. */
  public void write(Object value) throws IOException {
    json.write(value);
  }
}
