package dev.xdc.cli.command;

import dev.xdc.cli.output.QualityText;
import dev.xdc.suite.run.LearningSigns;
import dev.xdc.suite.run.RunQuality;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** What can be typed once a run has ended, with its paths. */
final class NextCommands {

  private NextCommands() {}

  /** Prints what a run is worth, and what to type next. */
  static void print(CommandSpec spec, Path run, RunQuality worth, Path model, Path data)
      throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    LearningSigns signs = LearningSigns.of(run);
    if (signs.isKnown()) {
      out.printf("last round: %s%n", signs);
    }
    new QualityText(worth, signs).print(out);
    out.println();
    out.println("Next:");
    of(spec, run, model, data).forEach(command -> out.println("  " + command));
  }

  /**
   * Returns three commands.
   *
   * @param spec of the command that ran; a page is proposed where that command is installed
   * @param data the videos that were trained on
   */
  private static List<String> of(CommandSpec spec, Path run, Path model, Path data) {
    boolean known = Files.isRegularFile(run.resolve(PretrainCommand.SETTINGS)); // where videos are
    String theRun = quoted(run) + (known ? "" : " --data " + quoted(data));
    String look = "xdc clusters --run " + theRun + " --out " + quoted(run.resolve("clusters"));
    String embed =
        "xdc embed --model "
            + quoted(model)
            + " --data "
            + quoted(data)
            + " --out "
            + quoted(run.resolve("features"));
    String probe = "xdc probe --model " + quoted(model) + " --train train.csv --test test.csv";
    boolean page = spec.root().subcommands().containsKey("report");
    String report = "xdc report --run " + theRun + " --out " + quoted(run.resolve("page"));
    return List.of(page ? report : look, embed, probe);
  }

  /** Returns a path as a shell takes it. */
  private static String quoted(Path path) {
    String text = path.toString();
    return text.matches("[\\w./+@:,=-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
