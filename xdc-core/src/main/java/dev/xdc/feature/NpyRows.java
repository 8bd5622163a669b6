package dev.xdc.feature;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.xdc.internal.file.PlainFile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The rows of a {@code .npy} file of a FLOAT32 matrix, mapped into memory: on the CPU a chunk is a
 * view of the file, and the operating system keeps in memory what it has room for. Another device
 * gets a copy of each chunk.
 *
 * <p>The file must not be cut off or overwritten in place while it is open; replacing it by another
 * of its name is harmless. Its memory is given back by Java's garbage collector some time after
 * {@link #close()}.
 */
public final class NpyRows implements FeatureRows, AutoCloseable {

  /** Two of them fit into a mapping, so that one begins at each and a chunk lies in one mapping. */
  private static final int SEGMENT_BYTES = Integer.MAX_VALUE / 2;

  private final NDManager manager;
  private final Path file;
  private final NpyHeader header;
  private final int segmentRows;
  private final List<NDArray> segments = new ArrayList<>();

  private NpyRows(
      NDManager manager, Path file, NpyHeader header, int segmentRows, List<ByteBuffer> mappings) {
    this.manager = manager;
    this.file = file;
    this.header = header;
    this.segmentRows = segmentRows;
    NDManager host = manager.newSubManager(Device.cpu());
    for (ByteBuffer mapping : mappings) {
      Shape shape = new Shape(mapping.remaining() / header.rowBytes(), header.width());
      segments.add(host.create(mapping, shape, DataType.FLOAT32));
    }
  }

  /**
   * Opens a file of version 1 to 3 for the caller to close.
   *
   * @param parent the rows are computed on its device
   * @throws IOException if the file cannot be read or holds something else; names the remedy
   */
  public static NpyRows open(NDManager parent, Path file) throws IOException {
    return open(parent, file, SEGMENT_BYTES);
  }

  static NpyRows open(NDManager parent, Path file, int segmentBytes) throws IOException {
    try (FileChannel channel = FileChannel.open(PlainFile.require(file), StandardOpenOption.READ)) {
      NpyHeader header = NpyHeader.read(file, channel);
      int segmentRows = Math.toIntExact(Math.max(1, segmentBytes / header.rowBytes()));
      List<ByteBuffer> mappings = new ArrayList<>();
      int first = 0;
      int end = 0;
      for (; end < header.rows(); first += segmentRows) {
        end = first + Math.min(2 * segmentRows, header.rows() - first);
        long from = header.bytes() + first * header.rowBytes();
        mappings.add(
            channel
                .map(FileChannel.MapMode.READ_ONLY, from, (end - first) * header.rowBytes())
                .order(ByteOrder.LITTLE_ENDIAN));
      }
      return new NpyRows(parent.newSubManager(), file, header, segmentRows, mappings);
    } catch (ClosedByInterruptException e) {
      throw new InterruptedIOException("opening " + file + " was interrupted");
    }
  }

  @Override
  public int rows() {
    return header.rows();
  }

  @Override
  public int width() {
    return header.width();
  }

  @Override
  public NDManager manager() {
    return manager;
  }

  /** Returns the file. */
  public Path file() {
    return file;
  }

  /**
   * Returns all rows as one array of shape (N, D) on the CPU, owned by this object.
   *
   * @throws IllegalStateException if they exceed 2 GiB
   */
  NDArray whole() {
    if (segments.size() > 1) {
      throw new IllegalStateException(
          file + " is larger than 2 GiB, too large for one array: read it in chunks");
    }
    return segments.get(0);
  }

  @Override
  public NDArray chunk(NDManager scope, int first, int end) {
    int segment = segment(first);
    int start = segment * segmentRows;
    NDArray rows = segments.get(segment);
    if (end - start <= rows.getShape().get(0)) {
      return onDevice(scope, rows.get(scope, new NDIndex("{}:{}", first - start, end - start)));
    }
    int middle = start + Math.toIntExact(rows.getShape().get(0));
    return chunk(scope, first, middle).concat(chunk(scope, middle, end));
  }

  @Override
  public NDArray take(NDManager scope, int[] which) {
    NDList parts = new NDList();
    for (int from = 0; from < which.length; ) {
      int segment = segment(which[from]);
      int to = from + 1;
      while (to < which.length && segment(which[to]) == segment) {
        to++;
      }
      NDArray rows = segments.get(segment);
      int start = segment * segmentRows;
      int[] places = Arrays.stream(which, from, to).map(row -> row - start).toArray();
      try (NDManager host = rows.getManager().newSubManager()) {
        NDIndex index = new NDIndex("{}", host.create(places));
        parts.add(onDevice(scope, rows.get(scope, index)));
      }
      from = to;
    }
    NDArray first = parts.remove(0);
    return parts.isEmpty() ? first : first.getNDArrayInternal().concat(parts, 0);
  }

  private int segment(int row) {
    return Math.min(row / segmentRows, segments.size() - 1);
  }

  private static NDArray onDevice(NDManager scope, NDArray rows) {
    NDArray there = rows.toDevice(scope.getDevice(), false);
    there.attach(scope);
    return there;
  }

  @Override
  public void close() {
    manager.close();
  }

  @Override
  public String toString() {
    return "NpyRows[" + file + ", N=" + rows() + ", D=" + width() + "]";
  }
}
