package dev.xdc.cli.option;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Finds the videos that {@code --data} names; a command's factory may make one that looks
 * elsewhere.
 */
public final class SourceReading implements ITypeConverter<Path> {
  private final Place place;

  /** Where named videos are. */
  @FunctionalInterface
  public interface Place {
    /**
     * Returns a list, folder, index or shards on this machine.
     *
     * @throws IOException if they cannot be brought here
     */
    Path of(String name) throws IOException;
  }

  SourceReading() {
    this(Path::of);
  }

  /** Asks {@code place}. */
  public SourceReading(Place place) {
    this.place = place;
  }

  @Override
  public Path convert(String name) {
    try {
      return place.of(name);
    } catch (IOException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
