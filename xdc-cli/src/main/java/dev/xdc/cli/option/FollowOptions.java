package dev.xdc.cli.option;

import dev.xdc.XdcTrainerBuilder;
import dev.xdc.cli.output.PhaseTable;
import dev.xdc.report.TensorBoardListener;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What is shown of a run, while it is under way and at its end. */
public final class FollowOptions {
  private static final String REPORT = "report";

  @Option(
      names = "--profile",
      description = "Print a table of the time spent in each phase at the end.")
  private boolean profile;

  @Option(
      names = "--tensorboard",
      description = "Also write the curves for TensorBoard, to tensorboard in the run folder.")
  private boolean tensorBoard;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "Write a page of the finished run to DIR, as xdc report does.")
  private @Nullable Path page;

  /** Nothing is given yet. */
  public FollowOptions() {}

  /**
   * Checks that what is asked for can be had.
   *
   * @param spec of the command that runs
   * @throws IllegalArgumentException if a page is, and the command that writes it is not installed
   */
  public void check(CommandSpec spec) {
    if (page != null && !spec.root().subcommands().containsKey(REPORT)) {
      throw new IllegalArgumentException(
          "--report is "
              + page
              + ", but xdc-report.jar is not beside xdc.jar in lib: put it there");
    }
  }

  /** Sets up a trainer whose output folder is {@code run}. */
  public void configure(XdcTrainerBuilder builder, Path run) {
    if (tensorBoard) {
      builder.addListener(TensorBoardListener.ofRun(run));
    }
  }

  /** Prints what the time of a finished run was spent on, if that is asked for. */
  public void print(PhaseTable table, CommandSpec spec) {
    if (profile) {
      table.print(spec.commandLine().getOut());
    }
    spec.commandLine().getOut().flush();
  }

  /**
   * Writes the page of a finished run, if one is asked for.
   *
   * @return the exit status; that of success if none is asked for
   */
  public int writePage(CommandSpec spec, Path run) {
    if (page == null) {
      return CommandLine.ExitCode.OK;
    }
    CommandLine report =
        Objects.requireNonNull(spec.root().commandLine().getSubcommands().get(REPORT));
    return report.execute("--run", run.toString(), "--out", page.toString());
  }
}
