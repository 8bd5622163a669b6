package dev.xdc.cli.option;

import java.nio.file.Path;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The videos that a command needs, and how media files are read. */
public final class VideoOptions {

  @Option(
      names = "--data",
      required = true,
      showDefaultValue = Visibility.NEVER,
      paramLabel = "CSV_OR_FOLDER",
      converter = SourceReading.class,
      description = "Videos: a CSV file with a column path, a folder, an index of them, or shards.")
  private Path source = Path.of("");

  @Mixin private DataOptions reading = new DataOptions();

  /** Nothing is given yet. */
  public VideoOptions() {}

  /** Returns the list, folder, index or shards. */
  public Path source() {
    return source;
  }

  /** Returns how media files are read. */
  public DataOptions reading() {
    return reading;
  }
}
