package dev.xdc.data.sets;

import dev.xdc.data.reader.MediaList;
import java.util.ArrayList;
import java.util.List;

/**
 * One half of a {@link Split}.
 *
 * @param files those that lie there
 * @param missing names from the official list without a file
 */
public record Part(MediaList files, List<String> missing) {

  /** Makes the list unmodifiable. */
  public Part {
    missing = List.copyOf(missing);
  }

  /** Returns how many files the official list names. */
  public int listed() {
    return files.size() + missing.size();
  }

  /** Returns parts with the same classes as one. */
  static Part join(String source, List<Part> parts) {
    List<MediaList.Item> items = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (Part part : parts) {
      items.addAll(part.files().items());
      missing.addAll(part.missing());
    }
    MediaList list = MediaList.of(source, items, parts.get(0).files().classes());
    boolean cut = parts.stream().anyMatch(part -> part.files().hasCutFiles());
    return new Part(cut ? list.withCutFiles() : list, missing);
  }
}
