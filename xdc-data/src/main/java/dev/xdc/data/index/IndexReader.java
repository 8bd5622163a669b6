package dev.xdc.data.index;

import dev.xdc.internal.file.PlainFile;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads an index, row by row: one JSON object a line, the first of them the header. Memory does not
 * depend on the number of rows.
 */
public final class IndexReader implements Closeable {

  private final Path file;
  private final InputStream in;
  private final IndexHeader header;
  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(512);
  private long begin;
  private long position;
  private int rows;

  private IndexReader(Path file) throws IOException {
    this.file = file.toAbsolutePath().normalize();
    in = new BufferedInputStream(Files.newInputStream(PlainFile.require(file)), 1 << 16);
    try {
      header = IndexJson.header(Objects.requireNonNullElse(line(), ""), folder(this.file));
    } catch (IOException e) {
      in.close();
      throw new IOException(file + " " + e.getMessage(), e);
    }
  }

  /**
   * Opens an index.
   *
   * @throws IOException if it cannot be read or is no index of this version
   */
  public static IndexReader open(Path file) throws IOException {
    return new IndexReader(file);
  }

  /** Returns whether {@code file} looks like JSON, as an index does and a CSV file does not. */
  public static boolean isIndex(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(PlainFile.require(file))) {
      return in.read() == '{';
    }
  }

  /** Returns the header. */
  public IndexHeader header() {
    return header;
  }

  /**
   * Returns the next row, or null after the last.
   *
   * @throws IOException if the line is damaged or the index ends too early
   */
  public @Nullable IndexRow next() throws IOException {
    String line = line();
    if (line == null) {
      if (rows != header.files()) {
        throw new IOException(
            file
                + " holds "
                + rows
                + " of "
                + header.files()
                + " rows, it is cut off; index the files again");
      }
      return null;
    }
    rows++;
    try {
      return IndexJson.row(line, header.root());
    } catch (IOException e) {
      throw new IOException(file + ", line " + (rows + 1) + " " + e.getMessage(), e);
    }
  }

  /** Returns the next row that is complete and in order, or null after the last. */
  @Nullable IndexRow nextReadable() throws IOException {
    for (String line = line(); line != null; line = line()) {
      try {
        return IndexJson.row(line, header.root());
      } catch (IOException e) {
        // Its file will be read again.
      }
    }
    return null;
  }

  /** Returns the next line if it is complete, without its end, or null. */
  private @Nullable String line() throws IOException {
    buffer.reset();
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (b == '\n') {
        begin = position;
        position += buffer.size() + 1;
        return buffer.toString(StandardCharsets.UTF_8);
      }
      buffer.write(b);
    }
    return null;
  }

  /** Returns where in the file the last complete line began. */
  long begin() {
    return begin;
  }

  /** Returns where in the file the last complete line ended. */
  long position() {
    return position;
  }

  static Path folder(Path absolute) {
    return Objects.requireNonNullElse(absolute.getParent(), absolute);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  @Override
  public String toString() {
    return "IndexReader[" + file + ", " + header.files() + " files]";
  }
}
