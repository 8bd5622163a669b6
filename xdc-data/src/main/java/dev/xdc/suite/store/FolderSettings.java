package dev.xdc.suite.store;

import com.google.gson.reflect.TypeToken;
import dev.xdc.internal.file.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the contents of a folder were made with, so that work is resumed with the same settings
 * only.
 */
public final class FolderSettings {

  private static final String FILE = "settings.json";

  private FolderSettings() {}

  /**
   * Makes a folder that holds its settings.
   *
   * @param contents what is in it, for the message
   * @param settings what decides its contents
   * @throws IllegalStateException if it has other settings; names them
   */
  public static void require(Path folder, String contents, Map<String, String> settings)
      throws IOException {
    require(folder, FILE, contents, settings);
  }

  /**
   * Does the same for one of several kinds of contents of a folder.
   *
   * @param name of the file that holds its settings
   * @param contents what it is, for the message
   * @param settings what decides it
   * @throws IllegalStateException if it has other settings; names them
   */
  public static void require(
      Path folder, String name, String contents, Map<String, String> settings) throws IOException {
    Path file = folder.resolve(name);
    List<String> differences = differences(file, settings);
    if (!differences.isEmpty()) {
      throw new IllegalStateException(
          "%s holds %s with other settings (%s): choose another folder, or the same settings to resume"
              .formatted(folder, contents, String.join("; ", differences)));
    }
    Json.write(file, new TreeMap<>(settings)); // in one order, whatever JVM writes it
  }

  /** Returns whether a folder has these settings, or none. */
  public static boolean fits(Path folder, Map<String, String> settings) throws IOException {
    return differences(folder.resolve(FILE), settings).isEmpty();
  }

  /** Returns whether a folder has settings. */
  public static boolean areIn(Path folder) {
    return Files.exists(folder.resolve(FILE));
  }

  private static List<String> differences(Path file, Map<String, String> settings)
      throws IOException {
    List<String> differences = new ArrayList<>();
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

  private static Map<String, String> read(Path file) throws IOException {
    String problem = "is damaged (choose another folder)";
    Map<String, String> settings =
        JsonFile.read(
            file,
            problem,
            text -> Json.LINE.fromJson(text, new TypeToken<Map<String, String>>() {}));
    if (settings == null || settings.containsValue(null)) {
      throw new IOException(file + " " + problem + ": a value is missing");
    }
    return settings;
  }
}
