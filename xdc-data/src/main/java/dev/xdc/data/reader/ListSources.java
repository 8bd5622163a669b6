package dev.xdc.data.reader;

import dev.xdc.data.cache.ShardStore;
import dev.xdc.data.index.IndexReader;
import dev.xdc.data.index.IndexRow;
import dev.xdc.data.media.FileNames;
import dev.xdc.data.media.Segment;
import dev.xdc.internal.file.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Whatever lists of media are read from. */
final class ListSources {

  private ListSources() {}

  /** Reads what {@link MediaList#of(Path)} takes. */
  static MediaList read(Path source) throws IOException {
    if (ShardStore.isIn(source)) {
      return ofShards(ShardStore.open(source));
    }
    if (Files.isDirectory(source)) {
      return VideoFolder.read(source);
    }
    String name = FileNames.text(source);
    if (VideoFolder.isMedia(source) || Segment.ofId(name).isPresent()) {
      return ofPaths(List.of(name));
    }
    if (!Files.exists(source)) {
      throw new IOException(
          source.toAbsolutePath()
              + " does not exist; give a CSV file (path,label), a folder, an index or shards");
    }
    return IndexReader.isIndex(source) ? ofIndex(source) : MediaCsv.read(source);
  }

  /** Reads what {@link MediaList#ofPaths} takes. */
  static MediaList ofPaths(List<String> names) throws IOException {
    if (names.isEmpty()) {
      throw new IllegalArgumentException("no file is named, must be at least one");
    }
    List<MediaList.Item> items = new ArrayList<>();
    for (String name : names) {
      MediaList.Item item = item(Path.of(""), name);
      if (!Files.exists(item.path())) {
        throw new IOException(
            item.path().toAbsolutePath()
                + " does not exist"
                + (name.contains("#t=") && item.segment() == null
                    ? "; a segment is written FILE#t=START,END in seconds"
                    : ""));
      }
      items.add(item);
    }
    return MediaList.of("the files named", items);
  }

  /** Returns what {@code name} names, a file or a segment of one, from {@code folder}. */
  static MediaList.Item item(Path folder, String name) throws IOException {
    Path path = FileNames.resolve(folder, name);
    if (!name.contains("#t=") || Files.exists(path)) {
      return new MediaList.Item(name, path, null);
    }
    try {
      Segment segment = Segment.ofId(name).orElse(null);
      return segment == null
          ? new MediaList.Item(name, path, null)
          : segmentOf(folder, Segment.fileOfId(name), segment);
    } catch (IllegalArgumentException e) {
      throw new IOException(name + ": " + e.getMessage(), e);
    }
  }

  /** Returns a segment, under its id, of the file that {@code name} names from {@code folder}. */
  static MediaList.Item segmentOf(Path folder, String name, Segment segment) {
    Path file = FileNames.resolve(folder, name);
    return new MediaList.Item(segment.idIn(name), file, null, List.of(), segment);
  }

  private static MediaList ofIndex(Path index) throws IOException {
    List<MediaList.Item> items = new ArrayList<>();
    try (IndexReader rows = IndexReader.open(index)) {
      for (IndexRow row = rows.next(); row != null; row = rows.next()) {
        items.add(new MediaList.Item(row.id(), row.path(), row.label(), row.tags()));
      }
    }
    if (items.isEmpty()) {
      throw new IOException(index + " names no media file");
    }
    try {
      return MediaList.of(index.toString(), items).withIndex(index);
    } catch (IllegalArgumentException e) {
      throw new IOException(JsonFile.oneLine(String.valueOf(e.getMessage())), e);
    }
  }

  private static MediaList ofShards(ShardStore shards) throws IOException {
    List<MediaList.Item> items = new ArrayList<>();
    for (int i = 0; i < shards.size(); i++) {
      items.add(
          new MediaList.Item(shards.id(i), shards.source(i), shards.label(i), shards.tags(i)));
    }
    try {
      String folder = shards.folder().toString();
      return MediaList.of(folder, items, shards.classes()).withShards(shards);
    } catch (IllegalArgumentException e) {
      throw new IOException(JsonFile.oneLine(String.valueOf(e.getMessage())), e);
    }
  }
}
