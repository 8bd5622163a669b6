package dev.xdc.cli.option;

import java.nio.file.Path;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which videos to learn from, and how media files are read. */
final class TrainSetOption {
  @Mixin private DataOptions data = new DataOptions();

  @Option(
      names = "--train",
      required = true,
      showDefaultValue = Visibility.NEVER,
      paramLabel = "CSV",
      description =
          "Labelled videos to learn from: a CSV file with path,label, a folder, or an index of them.")
  private Path source = Path.of("");

  TrainSetOption() {}

  /** Returns the list or folder of the videos. */
  Path source() {
    return source;
  }

  /** Returns how media files are read. */
  DataOptions data() {
    return data;
  }
}
