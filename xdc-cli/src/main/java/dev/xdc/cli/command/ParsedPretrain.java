package dev.xdc.cli.command;

import dev.xdc.cli.option.ConfigDefaults;
import dev.xdc.cli.option.GlobalOptions;
import dev.xdc.cli.option.RunFile;
import dev.xdc.data.reader.MediaDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;

/** Reads the options of {@code xdc pretrain} without running it. */
public final class ParsedPretrain {

  private ParsedPretrain() {}

  /**
   * Returns the command that a file in a run folder repeats.
   *
   * @throws IllegalArgumentException if there is none, or it is damaged
   */
  public static PretrainCommand of(Path settings) throws IOException {
    if (!Files.isRegularFile(settings)) {
      throw new IllegalArgumentException(
          settings + " is missing: give the --out folder of xdc pretrain");
    }
    RunFile file = RunFile.read(settings);
    return parsed(
        CommandLine.defaultFactory(),
        line -> ConfigDefaults.options(file, line.getCommandSpec(), Set.of()));
  }

  /**
   * Opens the videos that a command with {@code options} trains on.
   *
   * @param parts makes the objects that parse options
   * @throws IllegalArgumentException if it leaves out contents, which only a run finds
   */
  public static MediaDataset openClips(CommandLine.IFactory parts, List<String> options)
      throws IOException {
    return parsed(parts, line -> options).openClips();
  }

  private static PretrainCommand parsed(
      CommandLine.IFactory parts, Function<CommandLine, List<String>> options) {
    PretrainCommand command = new PretrainCommand();
    CommandLine line = new CommandLine(command, parts);
    line.addMixin("global", new GlobalOptions());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.parseArgs(options.apply(line).toArray(String[]::new));
    return command;
  }
}
