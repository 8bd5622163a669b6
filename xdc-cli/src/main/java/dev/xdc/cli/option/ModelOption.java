package dev.xdc.cli.option;

import java.nio.file.Path;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** The model that a command asks. */
public final class ModelOption {

  @Option(
      names = "--model",
      required = true,
      showDefaultValue = Visibility.NEVER,
      paramLabel = "DIR",
      description = "Folder of a model, such as the folder final of a run.")
  private Path folder = Path.of("");

  public ModelOption() {}

  /** Returns its folder. */
  public Path folder() {
    return folder;
  }
}
