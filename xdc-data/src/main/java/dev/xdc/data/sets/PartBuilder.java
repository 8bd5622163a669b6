package dev.xdc.data.sets;

import dev.xdc.data.reader.MediaList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects the files that a list of a data set names. */
final class PartBuilder {

  private final FoundFiles found;
  private final List<MediaList.Item> items = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();
  private final Set<String> taken = new HashSet<>();

  PartBuilder(FoundFiles found) {
    this.found = found;
  }

  /**
   * Adds what the list calls {@code name}; if it names a folder, a file in one goes first.
   *
   * @param stems what its file may be called, without extension; the first that is there counts
   */
  void add(String name, String label, List<String> stems) {
    add(name, label, List.of(), stems);
  }

  /** Adds a file with tags in place of a label. */
  void addTagged(String name, List<String> tags, List<String> stems) {
    add(name, null, tags, stems);
  }

  private void add(String name, @Nullable String label, List<String> tags, List<String> stems) {
    for (String stem : stems) {
      String path = found.media(stem, FoundFiles.folder(name));
      if (path != null) {
        if (taken.add(path)) {
          Path file = found.root().resolve(path);
          items.add(new MediaList.Item(path, file, label, tags));
        } else {
          missing.add(name + " (" + path + " is another line's file)");
        }
        return;
      }
    }
    missing.add(name);
  }

  /** Adds a file that is there, by its path relative to the root. */
  void addPath(String path, String label) {
    if (taken.add(path)) {
      items.add(new MediaList.Item(path, found.root().resolve(path), label));
    }
  }

  /** Adds what the list calls {@code name} and is not there. */
  void addMissing(String name) {
    missing.add(name);
  }

  /** Returns what was added, with the classes numbered in the order given. */
  Part build(String source, List<String> classes) {
    return new Part(MediaList.of(source, items, classes), missing);
  }
}
