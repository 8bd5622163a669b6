package dev.xdc.data.index;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds out what files hold, in this JVM or elsewhere, such as on a cluster. Called from several
 * threads at once.
 */
@FunctionalInterface
public interface FileLooks {

  /**
   * Looks at files.
   *
   * @param files at least one
   * @return what each holds, in their order
   * @throws IOException if looking has to end altogether
   */
  List<Finding> look(List<Path> files) throws IOException;

  /** Returns looks in this JVM. */
  static FileLooks here(MediaReading reading) {
    return files -> {
      List<Finding> found = new ArrayList<>();
      for (Path file : files) {
        found.add(Finding.of(reading, file));
      }
      return found;
    };
  }
}
