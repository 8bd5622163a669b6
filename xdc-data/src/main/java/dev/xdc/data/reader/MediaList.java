package dev.xdc.data.reader;

import dev.xdc.data.cache.ShardStore;
import dev.xdc.data.index.IndexReader;
import dev.xdc.data.index.IndexRow;
import dev.xdc.data.index.MediaIndex;
import dev.xdc.data.index.MediaPart;
import dev.xdc.data.media.FileNames;
import dev.xdc.data.media.Segment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Media files to read, each with an id and, if the list has labels, a label. Not changeable; made
 * for millions of files: looking up a class number takes the same time whatever their number.
 *
 * <p>Classes are numbered in the order of {@link #classes()}: label names are sorted, as numbers if
 * all of them are whole numbers, unless their order is given. To number the classes of a test set
 * like those of its training set: {@code test.withClasses(train.classes())}.
 *
 * <p>A list may have tags in place of labels: any number of classes for each file, at least one.
 */
public final class MediaList {

  /**
   * One file, or a segment of one.
   *
   * @param id under which its results are reported: the path as the list or folder gives it, for a
   *     segment as {@link Segment#idIn} adds its times
   * @param path where the file is
   * @param label its class; null if the list has no labels
   * @param tags its classes if a file may have several; empty if the list has no tags
   * @param segment which part of the file; null for all of it
   */
  public record Item(
      String id, Path path, @Nullable String label, List<String> tags, @Nullable Segment segment) {

    /** Checks that there are not label and tags. */
    public Item {
      tags = List.copyOf(tags);
      if (label != null && !tags.isEmpty()) {
        throw new IllegalArgumentException(
            id + " has the label " + label + " and tags, must be one or the other");
      }
    }

    /** A file with one label, or with none. */
    public Item(String id, Path path, @Nullable String label) {
      this(id, path, label, List.of(), null);
    }

    /** A whole file with one label, with tags, or with neither. */
    public Item(String id, Path path, @Nullable String label, List<String> tags) {
      this(id, path, label, tags, null);
    }

    /** Returns this item with another label and other tags. */
    Item with(@Nullable String label, List<String> tags) {
      return new Item(id, path, label, tags, segment);
    }
  }

  private final String source;
  private final List<Item> items;
  private final List<String> classes;
  private final @Nullable Path index;
  private final @Nullable ShardStore shards;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final boolean tagged;

  private MediaList(
      String source,
      List<Item> items,
      List<String> classes,
      @Nullable Path index,
      @Nullable ShardStore shards) {
    this.source = source;
    this.index = index;
    this.shards = shards;
    this.items = List.copyOf(items);
    this.classes = List.copyOf(classes);
    for (String name : this.classes) {
      numbers.put(name, numbers.size());
    }
    tagged = !items.isEmpty() && !items.get(0).tags().isEmpty();
    checkClasses();
  }

  private void checkClasses() {
    if (numbers.size() != classes.size()) {
      throw new IllegalArgumentException(source + ": a class is named twice in " + classes);
    }
    for (Item item : items) {
      for (String name : names(item)) {
        if (!numbers.containsKey(name)) {
          throw new IllegalArgumentException(
              source
                  + ": label \""
                  + name
                  + "\" of "
                  + item.id()
                  + " is not one of the classes "
                  + classes);
        }
      }
    }
  }

  private static List<String> names(Item item) {
    String label = item.label();
    return label == null ? item.tags() : List.of(label);
  }

  /**
   * Reads {@code source}: a folder of videos (see {@link VideoFolder}), a CSV file (see {@link
   * MediaCsv}), an index (see {@link dev.xdc.data.index.IndexScan}) or a folder of shards (see
   * {@link ShardStore}). The files of an index, refused ones among them, are not probed again when
   * they are opened; those of shards are not opened at all.
   *
   * @throws IOException if it does not exist, holds no media, or is no such file
   */
  public static MediaList of(Path source) throws IOException {
    if (ShardStore.isIn(source)) {
      return ofShards(ShardStore.open(source));
    }
    if (Files.isDirectory(source)) {
      return VideoFolder.read(source);
    }
    if (!Files.exists(source)) {
      throw new IOException(
          source.toAbsolutePath()
              + " does not exist; give a CSV file (path,label), a folder, an index or shards");
    }
    return IndexReader.isIndex(source) ? ofIndex(source) : MediaCsv.read(source);
  }

  /**
   * Returns files and segments of files by name: {@code talk.mp4}, or {@code talk.mp4#t=120,130}. A
   * file whose name looks like a segment is a file.
   *
   * @throws IOException if a file does not exist, or a segment's end is not after its start
   * @throws IllegalArgumentException if one is named twice, or none
   */
  public static MediaList ofPaths(List<String> names) throws IOException {
    if (names.isEmpty()) {
      throw new IllegalArgumentException("no file is named, must be at least one");
    }
    List<Item> items = new ArrayList<>();
    for (String name : names) {
      Item item = item(Path.of(""), name);
      if (!Files.exists(item.path())) {
        throw new IOException(item.path().toAbsolutePath() + " does not exist");
      }
      items.add(item);
    }
    return of("the files named", items);
  }

  /** Returns what {@code name} names, a file or a segment of one, from {@code folder}. */
  static Item item(Path folder, String name) throws IOException {
    Path path = FileNames.resolve(folder, name);
    if (!name.contains("#t=") || Files.exists(path)) {
      return new Item(name, path, null);
    }
    try {
      Segment segment = Segment.ofId(name).orElse(null);
      return segment == null
          ? new Item(name, path, null)
          : segmentOf(folder, Segment.fileOfId(name), segment);
    } catch (IllegalArgumentException e) {
      throw new IOException(name + ": " + e.getMessage(), e);
    }
  }

  /** Returns a segment, under its id, of the file that {@code name} names from {@code folder}. */
  static Item segmentOf(Path folder, String name, Segment segment) {
    return new Item(segment.idIn(name), FileNames.resolve(folder, name), null, List.of(), segment);
  }

  private static MediaList ofIndex(Path index) throws IOException {
    List<Item> items = new ArrayList<>();
    try (IndexReader rows = IndexReader.open(index)) {
      for (IndexRow row = rows.next(); row != null; row = rows.next()) {
        items.add(new Item(row.id(), row.path(), row.label(), row.tags()));
      }
    }
    if (items.isEmpty()) {
      throw new IOException(index + " names no media file");
    }
    try {
      MediaList list = of(index.toString(), items);
      return new MediaList(list.source, list.items, list.classes, index, null);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static MediaList ofShards(ShardStore shards) throws IOException {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < shards.size(); i++) {
      items.add(new Item(shards.id(i), shards.source(i), shards.label(i), shards.tags(i)));
    }
    try {
      MediaList list = of(shards.folder().toString(), items, shards.classes());
      return new MediaList(list.source, list.items, list.classes, null, shards);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /**
   * Makes a list of files; its classes are the labels or tags that occur.
   *
   * @param source what to call the list in messages
   * @throws IllegalArgumentException if two items have the same id, or only some have a label
   */
  public static MediaList of(String source, List<Item> items) {
    Set<String> names = new HashSet<>();
    items.forEach(item -> names.addAll(names(item)));
    return of(source, items, names.stream().sorted(LabelOrder.of(names)).toList());
  }

  /**
   * Makes a list of files whose classes are numbered in a given order. It may be empty, and a class
   * may lack files.
   *
   * @param source what to call the list in messages
   * @param classes the class names, by class number; empty if there are no labels
   * @throws IllegalArgumentException if two items have the same id, only some have a label, or one
   *     has a label that is not among {@code classes}
   */
  public static MediaList of(String source, List<Item> items, List<String> classes) {
    checkAllOrNone(source, items.stream().filter(i -> i.label() != null).count(), items, "label");
    checkAllOrNone(source, items.stream().filter(i -> !i.tags().isEmpty()).count(), items, "tag");
    Set<String> ids = new HashSet<>(items.size() * 2);
    for (Item item : items) {
      if (!ids.add(item.id())) {
        throw new IllegalArgumentException(source + ": " + item.id() + " is listed twice");
      }
    }
    return new MediaList(source, items, classes, null, null);
  }

  private static void checkAllOrNone(String source, long count, List<Item> items, String what) {
    if (count != 0 && count != items.size()) {
      throw new IllegalArgumentException(
          source
              + ": "
              + count
              + " of "
              + items.size()
              + " files have a "
              + what
              + ", must be all or none");
    }
  }

  /** Returns the files, in the order of the list. */
  public List<Item> items() {
    return items;
  }

  /** Returns what each entry names, for {@link MediaIndex}. */
  public List<MediaPart> parts() {
    return items.stream().map(item -> new MediaPart(item.path(), item.segment())).toList();
  }

  /**
   * Returns the id of a video: that of its entry here, or of the segment that the rules of the
   * index cut out of it.
   *
   * @param index of the files of this list
   * @param video its number in the index
   */
  public String id(MediaIndex index, int video) {
    Item item = items.get(index.positions().get(video));
    Segment segment = index.segments().get(video).orElse(null);
    if (segment == null) {
      return item.id();
    }
    // What is listed, or lies in shards, may be a segment itself.
    boolean whole = item.segment() == null && shards == null;
    double start = whole ? 0 : Segment.ofId(item.id()).map(Segment::startSeconds).orElse(0.0);
    String file = whole ? item.id() : Segment.fileOfId(item.id());
    return new Segment(start + segment.startSeconds(), start + segment.endSeconds()).idIn(file);
  }

  /** Returns how many files there are. */
  public int size() {
    return items.size();
  }

  /** Returns the index this list was read from; it knows what all files hold. */
  public Optional<Path> index() {
    return Optional.ofNullable(index);
  }

  /** Returns the shards this list was read from; its files are not needed then. */
  public Optional<ShardStore> shards() {
    return Optional.ofNullable(shards);
  }

  /** Returns whether every file has one label. */
  public boolean isLabelled() {
    return !classes.isEmpty() && !tagged;
  }

  /** Returns whether files have tags, so that each may belong to several classes. */
  public boolean isTagged() {
    return tagged;
  }

  /** Returns the class names, by class number; empty without labels and tags. */
  public List<String> classes() {
    return classes;
  }

  /**
   * Returns the class number of file {@code index}.
   *
   * @throws IllegalStateException if this list has no labels
   */
  public int label(int index) {
    if (!isLabelled()) {
      throw new IllegalStateException(source + " has no labels");
    }
    return Objects.requireNonNull(numbers.get(items.get(index).label()));
  }

  /**
   * Returns the class numbers of file {@code index}, in the order of its tags.
   *
   * @throws IllegalStateException if this list has no tags
   */
  public int[] tags(int index) {
    if (!tagged) {
      throw new IllegalStateException(source + " has no tags");
    }
    return items.get(index).tags().stream()
        .mapToInt(tag -> Objects.requireNonNull(numbers.get(tag)))
        .toArray();
  }

  /**
   * Returns this list with the classes of another one, usually of the training set.
   *
   * @throws IllegalArgumentException if a file's label is not among {@code names}, or if this list
   *     has neither labels nor tags
   */
  public MediaList withClasses(List<String> names) {
    if (classes.isEmpty()) {
      throw new IllegalArgumentException(source + " has no labels");
    }
    return new MediaList(source, items, names, index, shards);
  }

  /** Returns this list without labels and tags, as pretraining may want to see it. */
  public MediaList withoutLabels() {
    List<Item> bare = new ArrayList<>();
    items.forEach(item -> bare.add(item.with(null, List.of())));
    return new MediaList(source, bare, List.of(), index, shards);
  }

  @Override
  public String toString() {
    return "MediaList["
        + source
        + ": "
        + items.size()
        + " files, "
        + (classes.isEmpty() ? "no labels]" : classes.size() + " classes]");
  }
}
