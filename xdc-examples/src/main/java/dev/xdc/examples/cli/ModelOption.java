package dev.xdc.examples.cli;

import java.nio.file.Path;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** The model that a command asks. */
final class ModelOption {

  @Option(
      names = "--model",
      required = true,
      showDefaultValue = Visibility.NEVER,
      paramLabel = "DIR",
      description = "Folder of a model, such as the folder final of a run.")
  private Path folder = Path.of("");

  ModelOption() {}

  /** Returns its folder. */
  Path folder() {
    return folder;
  }
}
