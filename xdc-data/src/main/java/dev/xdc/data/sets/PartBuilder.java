package dev.xdc.data.sets;

import dev.xdc.data.media.Segment;
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

  /**
   * Adds a clip of a video of the web, which is cut out of the video if that is what is there.
   *
   * @param label its class; null with tags
   */
  void addWebClip(
      String name, @Nullable String label, List<String> tags, String video, Segment segment) {
    for (String stem : WebClips.stems(video, segment)) {
      String path = found.media(stem, FoundFiles.folder(name));
      if (path != null && WebClips.mayBeWhole(stem, video)) {
        add(name, new MediaList.Item(segment.idIn(path), file(path), label, tags, segment));
        return;
      } else if (path != null) {
        add(name, new MediaList.Item(path, file(path), label, tags));
        return;
      }
    }
    missing.add(name);
  }

  private void add(String name, @Nullable String label, List<String> tags, List<String> stems) {
    for (String stem : stems) {
      String path = found.media(stem, FoundFiles.folder(name));
      if (path != null) {
        add(name, new MediaList.Item(path, file(path), label, tags));
        return;
      }
    }
    missing.add(name);
  }

  private void add(String name, MediaList.Item item) {
    if (taken.add(item.id())) {
      items.add(item);
    } else {
      missing.add(name + " (" + item.id() + " is another line's file)");
    }
  }

  private Path file(String path) {
    return found.root().resolve(path);
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
    MediaList list = MediaList.of(source, items, classes);
    boolean cut = items.stream().anyMatch(item -> item.segment() != null);
    return new Part(cut ? list.withCutFiles() : list, missing);
  }
}
