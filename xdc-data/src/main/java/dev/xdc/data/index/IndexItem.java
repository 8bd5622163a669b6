package dev.xdc.data.index;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file to be indexed.
 *
 * @param id under which its results are reported
 * @param path where it is; made absolute
 * @param label its class; null if the list has no labels
 * @param tags its classes if a file may have several; empty if the list has no tags
 */
public record IndexItem(String id, Path path, @Nullable String label, List<String> tags) {

  /** Makes the path absolute and checks that there are not label and tags. */
  public IndexItem {
    path = path.toAbsolutePath().normalize();
    tags = List.copyOf(tags);
    checkOneOrTheOther(id, label, tags);
  }

  /** A file with one label, or with none. */
  public IndexItem(String id, Path path, @Nullable String label) {
    this(id, path, label, List.of());
  }

  static void checkOneOrTheOther(String id, @Nullable String label, List<String> tags) {
    if (label != null && !tags.isEmpty()) {
      throw new IllegalArgumentException(
          id + " has the label " + label + " and tags, must be one or the other");
    }
  }
}
