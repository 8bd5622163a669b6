package dev.xdc.data.index;

import dev.xdc.internal.OrderedWork;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks files up in an index, and whether they are still as they were. */
final class KnownFiles {

  private static final Logger LOGGER = LoggerFactory.getLogger(KnownFiles.class);

  private final Path index;
  private @Nullable String firstChange;
  private int changed;
  private @Nullable Path firstTouched;
  private int touched;

  private KnownFiles(Path index) {
    this.index = index;
  }

  /**
   * Returns the rows of {@code paths}, in their order.
   *
   * <p>A file of another size, or none at all, is an error. Another time of change alone is only
   * warned of: copying a collection often sets it anew.
   */
  static List<IndexRow> read(Path index, List<Path> paths, int threads) throws IOException {
    List<IndexRow> rows = find(index, paths);
    KnownFiles known = new KnownFiles(index);
    OrderedWork.run(
        rows.size(),
        threads,
        i -> Optional.ofNullable(FileStamp.of(rows.get(i).path())),
        (i, now) -> known.compare(rows.get(i), now.orElse(null)));
    known.report();
    return rows;
  }

  private static List<IndexRow> find(Path index, List<Path> paths) throws IOException {
    Map<Path, @Nullable IndexRow> wanted = new HashMap<>(paths.size() * 2);
    paths.forEach(path -> wanted.put(key(path), null));
    try (IndexReader reader = IndexReader.open(index)) {
      for (IndexRow row = reader.next(); row != null; row = reader.next()) {
        Path path = key(row.path());
        if (wanted.containsKey(path)) {
          wanted.put(path, row);
        }
      }
    }
    List<IndexRow> rows = new ArrayList<>(paths.size());
    List<Path> unknown = new ArrayList<>();
    for (Path path : paths) {
      IndexRow row = wanted.get(key(path));
      if (row == null) {
        unknown.add(path);
      } else {
        rows.add(row);
      }
    }
    if (!unknown.isEmpty()) {
      throw new IOException(
          unknown.get(0)
              + (unknown.size() == 1 ? " is" : " and " + (unknown.size() - 1) + " more files are")
              + " not in the index "
              + index
              + "; index the files again");
    }
    return rows;
  }

  private static Path key(Path path) {
    return path.toAbsolutePath().normalize();
  }

  private void compare(IndexRow row, @Nullable FileStamp now) {
    if (!row.isUsable()) {
      return;
    }
    FileStamp then = Objects.requireNonNull(row.stamp());
    if (now == null || now.bytes() != then.bytes()) {
      if (changed++ == 0) {
        firstChange =
            row.path()
                + (now == null
                    ? " is gone"
                    : " had " + then.bytes() + " bytes, now " + now.bytes());
      }
    } else if (!now.modified().equals(then.modified()) && touched++ == 0) {
      firstTouched = row.path();
    }
  }

  private void report() throws IOException {
    if (changed > 0) {
      throw new IOException(
          (changed == 1 ? "a file has" : changed + " files have")
              + " changed since "
              + index
              + " was written: "
              + firstChange
              + "; index the files again, which reads only what has changed");
    }
    if (touched > 0) {
      LOGGER.warn(
          "{} files have another time of change than in {}, such as {}; index them again if their content is new",
          touched,
          index,
          firstTouched);
    }
  }
}
