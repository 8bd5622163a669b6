package dev.xdc.feature;

import dev.xdc.internal.file.Unfinished;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes a FLOAT32 matrix to a {@code .npy} file, row after row. The file appears under its name
 * when it is complete: whoever reads an older one of that name keeps reading that.
 */
public final class NpyWriter implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 20;

  private final Path file;
  private final Unfinished unfinished;
  private final int rows;
  private final int width;
  private final FileChannel channel;
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private long left;

  /**
   * Begins a file; folders that are missing are made.
   *
   * @param rows N, at least 1
   * @param width D, at least 1
   * @throws IOException if the file cannot be written or the disk has no room for it; names both
   */
  public NpyWriter(Path file, int rows, int width) throws IOException {
    if (rows < 1 || width < 1) {
      throw new IllegalArgumentException(
          "rows is " + rows + ", width is " + width + ", both must be at least 1");
    }
    this.file = file.toAbsolutePath();
    this.rows = rows;
    this.width = width;
    left = (long) rows * width;
    unfinished = Unfinished.of(this.file);
    Path folder = this.file.getParent();
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free / Float.BYTES < left) {
      throw new IOException(
          folder
              + " has "
              + (free >> 20)
              + " MiB free, "
              + rows
              + " x "
              + width
              + " features take "
              + (((long) rows * width) >> 18)
              + " MiB: make room or choose another folder");
    }
    channel =
        FileChannel.open(
            unfinished.path(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    buffer.put(NpyHeader.write(rows, width));
  }

  /**
   * Writes a whole file.
   *
   * @param matrix its rows, at least one, all of one width
   */
  public static Path write(Path file, float[][] matrix) throws IOException {
    try (NpyWriter writer = new NpyWriter(file, matrix.length, matrix[0].length)) {
      for (float[] row : matrix) {
        writer.write(row);
      }
      return writer.finish();
    }
  }

  /**
   * Appends {@code values}, some whole or part rows.
   *
   * @throws IllegalArgumentException if they are more than what is left to fill
   */
  public void write(float[] values) throws IOException {
    if (values.length > left) {
      throw new IllegalArgumentException(
          values.length + " values for " + file + ", which takes " + left + " more");
    }
    left -= values.length;
    for (int done = 0; done < values.length; ) {
      int count = Math.min(buffer.remaining() / Float.BYTES, values.length - done);
      buffer.asFloatBuffer().put(values, done, count);
      buffer.position(buffer.position() + count * Float.BYTES);
      done += count;
      if (buffer.remaining() < Float.BYTES) {
        flush();
      }
    }
  }

  private void flush() throws IOException {
    buffer.flip();
    try {
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } catch (IOException e) {
      throw new IOException(unfinished.path() + " cannot be written: " + e.getMessage(), e);
    }
    buffer.clear();
  }

  /**
   * Gives the complete file its name.
   *
   * @return the file
   * @throws IllegalStateException if rows are missing
   */
  public Path finish() throws IOException {
    if (left > 0) {
      throw new IllegalStateException(
          file + " lacks " + left + " of " + rows + " x " + width + " values");
    }
    flush();
    channel.close();
    return unfinished.finish();
  }

  /** Removes the file unless it was finished. */
  @Override
  public void close() throws IOException {
    channel.close();
    unfinished.close();
  }

  @Override
  public String toString() {
    return "NpyWriter[" + file + ", N=" + rows + ", D=" + width + "]";
  }
}
