package dev.xdc.data.reader;

import dev.xdc.data.cache.ShardStore;
import dev.xdc.data.index.MediaIndex;
import dev.xdc.data.index.MediaPart;
import dev.xdc.data.media.Segment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
  private final boolean mayBeCut;
  private final ClassNumbers numbers;
  private final boolean tagged;

  private MediaList(
      String source,
      List<Item> items,
      List<String> classes,
      @Nullable Path index,
      @Nullable ShardStore shards,
      boolean mayBeCut) {
    this.mayBeCut = mayBeCut;
    this.source = source;
    this.index = index;
    this.shards = shards;
    this.items = List.copyOf(items);
    this.classes = List.copyOf(classes);
    numbers = new ClassNumbers(source, this.classes, this.items);
    tagged = !items.isEmpty() && !items.get(0).tags().isEmpty();
  }

  /**
   * Reads {@code source}: a folder of videos (see {@link VideoFolder}), a CSV file (see {@link
   * MediaCsv}), an index (see {@link dev.xdc.data.index.IndexScan}), a folder of shards (see {@link
   * ShardStore}), or a single media file or segment of one. The files of an index, refused ones
   * among them, are not probed again when they are opened; those of shards are not opened at all.
   *
   * @throws IOException if it does not exist, holds no media, or is no such file
   */
  public static MediaList of(Path source) throws IOException {
    return ListSources.read(source);
  }

  /**
   * Returns files and segments of files by name: {@code talk.mp4}, or {@code talk.mp4#t=120,130}. A
   * file whose name looks like a segment is a file.
   *
   * @throws IOException if a file does not exist, or a segment's end is not after its start
   * @throws IllegalArgumentException if one is named twice, or none
   */
  public static MediaList ofPaths(List<String> names) throws IOException {
    return ListSources.ofPaths(names);
  }

  /** Returns this list as read from an index that knows all its files. */
  MediaList withIndex(Path index) {
    return new MediaList(source, items, classes, index, null, false);
  }

  /** Returns this list as read from shards that hold all its videos. */
  MediaList withShards(ShardStore shards) {
    return new MediaList(source, items, classes, null, shards, false);
  }

  /**
   * Makes a list of files; its classes are the labels or tags that occur.
   *
   * @param source what to call the list in messages
   * @throws IllegalArgumentException if two items have the same id, or only some have a label
   */
  public static MediaList of(String source, List<Item> items) {
    Set<String> names = new HashSet<>();
    items.forEach(item -> names.addAll(ClassNumbers.names(item)));
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
    return new MediaList(source, items, classes, null, null, false);
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
    return items.stream()
        .map(item -> new MediaPart(item.path(), item.segment(), mayBeCut))
        .toList();
  }

  /**
   * Returns this list for files of which some hold no more than their segment, cut out by whoever
   * made them: a file that is not longer than its segment is taken whole.
   */
  public MediaList withCutFiles() {
    return new MediaList(source, items, classes, index, shards, true);
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

  /** Returns whether files may hold no more than their segments, see {@link #withCutFiles}. */
  public boolean hasCutFiles() {
    return mayBeCut;
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
    return numbers.of(items.get(index))[0];
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
    return numbers.of(items.get(index));
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
    return new MediaList(source, items, names, index, shards, mayBeCut);
  }

  /** Returns this list without labels and tags, as pretraining may want to see it. */
  public MediaList withoutLabels() {
    List<Item> bare = new ArrayList<>();
    items.forEach(item -> bare.add(item.with(null, List.of())));
    return new MediaList(source, bare, List.of(), index, shards, mayBeCut);
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
