package dev.xdc.internal.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder that only this user can look into, of a name that nobody can know before, deleted when
 * the JVM ends.
 */
final class ProcessFolder {
  private static final Logger LOGGER = LoggerFactory.getLogger(ProcessFolder.class);
  private static final Map<Path, Path> MADE = new HashMap<>();

  private ProcessFolder() {}

  /**
   * Returns this process's folder below {@code parent}, the same at every call.
   *
   * @throws IOException if it cannot be made
   */
  static Path in(Path parent) throws IOException {
    synchronized (MADE) {
      @Nullable Path folder = MADE.get(parent);
      if (folder == null) {
        folder = Files.createTempDirectory(parent, "xdc-cache-");
        MADE.put(parent, folder);
        Path made = folder;
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(made), "xdc-exit"));
      }
      return folder;
    }
  }

  private static void delete(Path folder) {
    try {
      Unfinished.delete(folder);
    } catch (IOException e) {
      LOGGER.debug("{} is left behind", folder, e); // Windows keeps libraries that are loaded
    }
  }
}
