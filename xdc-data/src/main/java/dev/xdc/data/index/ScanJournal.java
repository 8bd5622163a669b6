package dev.xdc.data.index;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a scan has read so far: an index that only grows and lies beside the one to be written. Each
 * row is with the system before the next file is reported as done, so a scan that is killed loses
 * nothing but the files it was reading. Of several rows for one file, the last counts.
 */
final class ScanJournal implements Closeable {

  private final Path file;
  private final IndexHeader header;
  private final RandomAccessFile out;

  private ScanJournal(Path file, IndexHeader header, RandomAccessFile out) {
    this.file = file;
    this.header = header;
    this.out = out;
  }

  /**
   * Opens a journal, or resumes the one that an earlier scan has left. A last line that was not
   * written to its end is dropped.
   *
   * @throws IOException if another scan is writing it
   */
  static ScanJournal open(Path file, IndexHeader header) throws IOException {
    Path folder = IndexReader.folder(file);
    Files.createDirectories(folder);
    RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw");
    try {
      if (lock(out) == null) {
        throw new IOException(file + " is being written by another scan; wait until it has ended");
      }
      long end = endOfRows(file, header);
      out.setLength(end);
      out.seek(end);
      if (end == 0) {
        out.write((IndexJson.line(header, folder) + "\n").getBytes(StandardCharsets.UTF_8));
      }
      return new ScanJournal(file, header, out);
    } catch (IOException | RuntimeException e) {
      out.close();
      throw e;
    }
  }

  private static @Nullable FileLock lock(RandomAccessFile file) throws IOException {
    try {
      // One byte that nobody reads: some systems keep readers away from what is locked.
      return file.getChannel().tryLock(Long.MAX_VALUE - 1, 1, false);
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /** Returns where the last complete row ends; 0 if nothing can be taken over. */
  private static long endOfRows(Path file, IndexHeader header) throws IOException {
    try (IndexReader reader = IndexReader.open(file)) {
      if (!reader.header().root().equals(header.root())) {
        return 0;
      }
      while (reader.nextReadable() != null) {
        // Only where the last one ends matters.
      }
      return reader.position();
    } catch (IOException e) {
      return 0;
    }
  }

  /** Adds a row and returns where it begins. */
  long append(IndexRow row) throws IOException {
    long begin = out.getFilePointer();
    out.write((IndexJson.line(row, header.root()) + "\n").getBytes(StandardCharsets.UTF_8));
    return begin;
  }

  /** Deletes the journal: its rows are in the index now. */
  void delete() throws IOException {
    out.close();
    Files.deleteIfExists(file);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
