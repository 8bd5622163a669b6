package dev.xdc.data.index;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file to be indexed.
 *
 * @param id under which its results are reported
 * @param path where it is; made absolute
 * @param label its class; null if the list has no labels
 */
public record IndexItem(String id, Path path, @Nullable String label) {

  /** Makes the path absolute. */
  public IndexItem {
    path = path.toAbsolutePath().normalize();
  }
}
