package dev.xdc.search.cli;

import java.nio.file.Path;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Which index a command is about. */
final class IndexFolder {

  @Option(
      names = "--index",
      required = true,
      showDefaultValue = Visibility.NEVER,
      paramLabel = "DIR",
      description = "Folder of the search index.")
  private Path folder = Path.of("");

  Path folder() {
    return folder;
  }
}
