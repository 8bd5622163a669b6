package dev.xdc.data.reader;

import dev.xdc.data.index.IndexReader;
import dev.xdc.data.index.IndexRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Media files to read, each with an id and, if the list has labels, a label. Not changeable.
 *
 * <p>Classes are numbered in the order of {@link #classes()}: label names are sorted, as numbers if
 * all of them are whole numbers. To number the classes of a test set like those of its training
 * set: {@code test.withClasses(train.classes())}.
 */
public final class MediaList {

  /**
   * One file.
   *
   * @param id under which its results are reported: the path as the list or folder gives it
   * @param path where it is
   * @param label its class; null if the list has no labels
   */
  public record Item(String id, Path path, @Nullable String label) {}

  private final String source;
  private final List<Item> items;
  private final List<String> classes;
  private final @Nullable Path index;

  private MediaList(String source, List<Item> items, List<String> classes, @Nullable Path index) {
    this.source = source;
    this.index = index;
    this.items = List.copyOf(items);
    this.classes = List.copyOf(classes);
  }

  /**
   * Reads {@code source}: a folder of videos (see {@link VideoFolder}), a CSV file (see {@link
   * MediaCsv}) or an index (see {@link IndexReader}). The files of an index, refused ones among
   * them, are not probed again when they are opened.
   *
   * @throws IOException if it does not exist, holds no media, or is no such file
   */
  public static MediaList of(Path source) throws IOException {
    if (Files.isDirectory(source)) {
      return VideoFolder.read(source);
    }
    if (!Files.exists(source)) {
      throw new IOException(
          source.toAbsolutePath()
              + " does not exist; give a CSV file (path,label), a folder or an index");
    }
    return IndexReader.isIndex(source) ? ofIndex(source) : MediaCsv.read(source);
  }

  private static MediaList ofIndex(Path index) throws IOException {
    List<Item> items = new ArrayList<>();
    try (IndexReader rows = IndexReader.open(index)) {
      for (IndexRow row = rows.next(); row != null; row = rows.next()) {
        items.add(new Item(row.id(), row.path(), row.label()));
      }
    }
    if (items.isEmpty()) {
      throw new IOException(index + " names no media file");
    }
    try {
      MediaList list = of(index.toString(), items);
      return new MediaList(list.source, list.items, list.classes, index);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /**
   * Makes a list of files.
   *
   * @param source what to call the list in messages
   * @throws IllegalArgumentException if two items have the same id, or only some have a label
   */
  public static MediaList of(String source, List<Item> items) {
    Set<String> ids = new TreeSet<>();
    long labelled = items.stream().filter(i -> i.label() != null).count();
    if (labelled != 0 && labelled != items.size()) {
      throw new IllegalArgumentException(
          source
              + ": "
              + labelled
              + " of "
              + items.size()
              + " files have a label, must be all or none");
    }
    TreeSet<String> names = new TreeSet<>(LabelOrder.of(items));
    for (Item item : items) {
      if (!ids.add(item.id())) {
        throw new IllegalArgumentException(source + ": " + item.id() + " is listed twice");
      }
      if (item.label() != null) {
        names.add(item.label());
      }
    }
    return new MediaList(source, items, List.copyOf(names), null);
  }

  /** Returns the files, in the order of the list. */
  public List<Item> items() {
    return items;
  }

  /** Returns how many files there are. */
  public int size() {
    return items.size();
  }

  /** Returns the index this list was read from; it knows what all files hold. */
  public Optional<Path> index() {
    return Optional.ofNullable(index);
  }

  /** Tells whether every file has a label. */
  public boolean isLabelled() {
    return !classes.isEmpty();
  }

  /** Returns the class names, by class number; empty without labels. */
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
    return classes.indexOf(Objects.requireNonNull(items.get(index).label()));
  }

  /**
   * Returns this list with the classes of another one, usually of the training set.
   *
   * @throws IllegalArgumentException if a file's label is not among {@code names}, or if this list
   *     has no labels
   */
  public MediaList withClasses(List<String> names) {
    if (!isLabelled()) {
      throw new IllegalArgumentException(source + " has no labels");
    }
    for (Item item : items) {
      if (!names.contains(Objects.requireNonNull(item.label()))) {
        throw new IllegalArgumentException(
            source
                + ": label \""
                + item.label()
                + "\" of "
                + item.id()
                + " is not one of the classes "
                + names);
      }
    }
    return new MediaList(source, items, names, index);
  }

  /** Returns this list without labels, as pretraining may want to see it. */
  public MediaList withoutLabels() {
    List<Item> bare = new ArrayList<>();
    items.forEach(i -> bare.add(new Item(i.id(), i.path(), null)));
    return new MediaList(source, bare, List.of(), index);
  }

  @Override
  public String toString() {
    return "MediaList["
        + source
        + ": "
        + items.size()
        + " files"
        + (isLabelled() ? ", " + classes.size() + " classes]" : ", no labels]");
  }
}
