package dev.xdc.suite.store;

import dev.xdc.internal.file.PlainFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of results, a line of JSON each. A result is written when it is there, so that
 * interrupted work loses only the result under way, and resumes where it was stopped.
 *
 * @param <L> what a line holds
 */
public final class ResultStore<L> {

  private static final Logger LOGGER = LoggerFactory.getLogger(ResultStore.class);
  private static final String RESULTS = "results.jsonl";

  private final Path folder;
  private final List<L> lines = new ArrayList<>();

  /**
   * Opens a folder and reads what is there.
   *
   * @param settings what decides the results
   * @param isComplete whether a line is whole
   * @throws IllegalStateException if it holds results of other settings; names them
   */
  public ResultStore(
      Path folder, Map<String, String> settings, Class<L> type, Predicate<L> isComplete)
      throws IOException {
    this.folder = folder;
    FolderSettings.require(folder, "results", settings);
    readLines(type, isComplete);
  }

  private void readLines(Class<L> type, Predicate<L> isComplete) throws IOException {
    Path file = folder.resolve(RESULTS);
    if (!Files.exists(file)) {
      return;
    }
    for (String text : text(file).lines().toList()) {
      try {
        L line = Json.LINE.fromJson(text, type);
        if (line != null && isComplete.test(line)) {
          lines.add(line);
        }
      } catch (RuntimeException e) {
        // Of Gson, or of a record that refuses a value. A run that was killed may have left half a
        // line; what it said is computed again.
        LOGGER.warn("a damaged line in {} is passed over", file);
      }
    }
  }

  /** Returns what a file holds; bytes that are no text become marks, which no line can be of. */
  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(PlainFile.require(file)), StandardCharsets.UTF_8);
  }

  /** Returns where the results are. */
  public Path folder() {
    return folder;
  }

  /** Returns all lines. */
  public List<L> lines() {
    return List.copyOf(lines);
  }

  /** Adds a line to the file. */
  public void append(L line) throws IOException {
    Path file = folder.resolve(RESULTS);
    boolean cut = Files.exists(file) && !text(file).matches("(?s)|.*\\R");
    Files.writeString(
        file,
        (cut ? "\n" : "") + Json.LINE.toJson(line) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    lines.add(line);
  }
}
