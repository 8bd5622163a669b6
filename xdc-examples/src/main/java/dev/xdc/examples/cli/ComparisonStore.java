package dev.xdc.examples.cli;

import com.google.gson.JsonParseException;
import com.google.gson.reflect.TypeToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of a comparison. Each result is written when it is there, so that an interrupted
 * comparison loses no more than what was going on.
 */
final class ComparisonStore {
  /** The protocol of a line that tells how long encoders were trained before they were judged. */
  static final String TRAINING = "train";

  private static final Logger LOGGER = LoggerFactory.getLogger(ComparisonStore.class);
  private static final String SETTINGS = "settings.json";
  private static final String RESULTS = "results.jsonl";

  private final Path folder;
  private final List<Line> lines = new ArrayList<>();

  /**
   * One line of {@code results.jsonl}.
   *
   * @param modality absent for training
   * @param top1 absent for training
   */
  record Line(
      String method,
      long seed,
      String protocol,
      @Nullable String modality,
      @Nullable Double top1,
      @Nullable Double top5,
      double seconds) {

    boolean is(Row row, long seed, String protocol, @Nullable String modality) {
      return method.equals(row.toString())
          && this.seed == seed
          && this.protocol.equals(protocol)
          && (modality == null || modality.equals(this.modality));
    }
  }

  /**
   * Opens the folder of a comparison and reads what is there.
   *
   * @throws IllegalStateException if it holds one with other settings; names them
   */
  ComparisonStore(Path folder, Map<String, String> settings) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder);
    List<String> differences = differences(folder, settings);
    if (!differences.isEmpty()) {
      throw new IllegalStateException(
          folder
              + " holds a comparison with other settings ("
              + String.join("; ", differences)
              + "): choose another folder, or the same settings to go on");
    }
    Json.write(folder.resolve(SETTINGS), settings);
    readLines();
  }

  /** Tells whether a folder holds a comparison with these settings, or none. */
  static boolean fits(Path folder, Map<String, String> settings) throws IOException {
    return differences(folder, settings).isEmpty();
  }

  private static Map<String, String> read(Path file) throws IOException {
    try {
      Map<String, String> settings =
          Json.LINE.fromJson(Files.readString(file), new TypeToken<Map<String, String>>() {});
      return settings == null ? Map.of() : settings;
    } catch (JsonParseException e) {
      throw new IOException(file + " is damaged; choose another folder", e);
    }
  }

  private static List<String> differences(Path folder, Map<String, String> settings)
      throws IOException {
    List<String> differences = new ArrayList<>();
    Path file = folder.resolve(SETTINGS);
    if (Files.exists(file)) {
      Map<String, String> before = read(file);
      settings.forEach(
          (name, value) -> {
            if (!value.equals(before.get(name))) {
              differences.add(name + " was " + before.get(name) + ", now " + value);
            }
          });
    }
    return differences;
  }

  private void readLines() throws IOException {
    Path file = folder.resolve(RESULTS);
    if (!Files.exists(file)) {
      return;
    }
    for (String text : Files.readAllLines(file)) {
      try {
        Line line = Json.LINE.fromJson(text, Line.class);
        if (line != null && line.method() != null && line.protocol() != null) {
          lines.add(line);
        }
      } catch (JsonParseException e) {
        // A run that was killed may have left half a line; what it said is computed again.
        LOGGER.warn("a damaged line in {} is passed over", file);
      }
    }
  }

  /** Returns all lines. */
  List<Line> lines() {
    return List.copyOf(lines);
  }

  /** Returns the line of a result, if it is there. */
  Optional<Line> find(Row row, long seed, String protocol, @Nullable String modality) {
    return lines.stream().filter(l -> l.is(row, seed, protocol, modality)).findFirst();
  }

  /** Adds a line to the file. */
  void append(Line line) throws IOException {
    Path file = folder.resolve(RESULTS);
    boolean cut = Files.exists(file) && !Files.readString(file).matches("(?s)|.*\\R");
    Files.writeString(
        file,
        (cut ? "\n" : "") + Json.LINE.toJson(line) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    lines.add(line);
  }

  /** Returns the run folder of a row. */
  Path run(Row row, long seed) {
    return folder.resolve(row + "-seed" + seed);
  }
}
