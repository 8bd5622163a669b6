package dev.xdc.data.index;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows of earlier scans, found by the position of their file in a list. The rows stay on disk:
 * here, a file takes 9 bytes.
 */
final class KnownRows implements Closeable {

  private static final int BUFFER = 1024;

  private final List<FileChannel> sources = new ArrayList<>();
  private final List<Path> roots = new ArrayList<>();
  private final long[] begins;
  private final byte[] places;

  private KnownRows(int files) {
    begins = new long[files];
    places = new byte[files];
  }

  /**
   * Looks for the rows of {@code items} in {@code files}; those of a later one count more. Rows
   * that are damaged are passed over: their files will be read again.
   *
   * @throws IOException if one of {@code files} exists and is no index
   */
  static KnownRows open(List<IndexItem> items, List<Path> files) throws IOException {
    KnownRows rows = new KnownRows(items.size());
    try {
      Map<String, Integer> positions = new HashMap<>(items.size() * 2);
      for (int i = 0; i < items.size(); i++) {
        positions.put(items.get(i).id(), i);
      }
      for (Path file : files) {
        rows.add(file, positions);
      }
      return rows;
    } catch (IOException | RuntimeException e) {
      rows.close();
      throw e;
    }
  }

  private void add(Path file, Map<String, Integer> positions) throws IOException {
    try (IndexReader reader = IndexReader.open(file)) {
      sources.add(FileChannel.open(file));
      roots.add(reader.header().root());
      for (IndexRow row = reader.nextReadable(); row != null; row = reader.nextReadable()) {
        Integer position = positions.get(row.id());
        if (position != null) {
          put(position, sources.size() - 1, reader.begin());
        }
      }
    }
  }

  /** Notes where the row of a file is: in which of the sources, and where it begins there. */
  void put(int position, int source, long begin) {
    places[position] = (byte) (source + 1);
    begins[position] = begin;
  }

  /** Returns the row of a file, or null if there is none. */
  @Nullable IndexRow get(int position) throws IOException {
    if (places[position] == 0) {
      return null;
    }
    int source = places[position] - 1;
    try {
      return IndexJson.row(line(sources.get(source), begins[position]), roots.get(source));
    } catch (ClosedByInterruptException e) {
      throw new InterruptedIOException("the scan of " + places.length + " files was interrupted");
    }
  }

  private static String line(FileChannel channel, long begin) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
    int searched = 0;
    while (true) {
      int n = channel.read(bytes, begin + bytes.position());
      for (; searched < bytes.position(); searched++) {
        if (bytes.get(searched) == '\n') {
          return new String(bytes.array(), 0, searched, StandardCharsets.UTF_8);
        }
      }
      if (n < 0) {
        throw new IOException("an index was cut off while it was read");
      }
      if (!bytes.hasRemaining()) {
        bytes = ByteBuffer.allocate(2 * bytes.capacity()).put(bytes.flip());
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (FileChannel source : sources) {
      source.close();
    }
  }
}
