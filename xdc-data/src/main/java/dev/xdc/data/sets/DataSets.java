package dev.xdc.data.sets;

import java.util.List;
import java.util.stream.Collectors;

/** The published data sets that can be read. */
public final class DataSets {

  private DataSets() {}

  /** Returns a reader for each data set. */
  public static List<DataSetReader> all() {
    return List.of(
        new Kinetics(400),
        new Kinetics(600),
        new Kinetics(700),
        new AudioSet(),
        new VggSound(),
        new Ucf101(),
        new Hmdb51(),
        new Esc50(),
        new Esc10(),
        new DcaseScenes(),
        CsvPair.avmnist(),
        new CsvPair());
  }

  /**
   * Returns the reader of a data set by its name, such as {@code ucf101}.
   *
   * @throws IllegalArgumentException if there is none; the message names those there are
   */
  public static DataSetReader of(String name) {
    return all().stream()
        .filter(reader -> reader.info().name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "data set is "
                        + name
                        + ", must be one of "
                        + all().stream()
                            .map(reader -> reader.info().name())
                            .collect(Collectors.joining(", "))));
  }
}
