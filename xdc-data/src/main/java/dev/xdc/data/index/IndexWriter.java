package dev.xdc.data.index;

import dev.xdc.internal.file.Unfinished;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes an index, row by row, into a file beside the wanted one that takes its place only when
 * {@link #finish} is called: an index is whole or as it was.
 */
public final class IndexWriter implements Closeable {

  private final Unfinished unfinished;
  private final IndexHeader header;
  private final BufferedWriter out;
  private int rows;

  private IndexWriter(Path file, IndexHeader header) throws IOException {
    Path target = file.toAbsolutePath().normalize();
    this.header = header;
    unfinished = Unfinished.of(target);
    out = Files.newBufferedWriter(unfinished.path());
    out.write(IndexJson.line(header, IndexReader.folder(target)));
    out.write('\n');
  }

  /** Starts an index; its folder is made. */
  public static IndexWriter create(Path file, IndexHeader header) throws IOException {
    return new IndexWriter(file, header);
  }

  /** Adds a row. */
  public void write(IndexRow row) throws IOException {
    try {
      out.write(IndexJson.line(row, header.root()));
      out.write('\n');
    } catch (IOException e) {
      throw unfinished.named(e);
    }
    rows++;
  }

  /**
   * Puts the index in its place.
   *
   * @throws IllegalStateException if there are not as many rows as the header says
   */
  public void finish() throws IOException {
    if (rows != header.files()) {
      throw new IllegalStateException(
          rows + " rows written, the header says " + header.files() + " files");
    }
    try {
      out.close();
      unfinished.finish();
    } catch (IOException e) {
      throw unfinished.named(e);
    }
  }

  /** Drops what was written unless it is finished. */
  @Override
  public void close() throws IOException {
    out.close();
    unfinished.close();
  }
}
