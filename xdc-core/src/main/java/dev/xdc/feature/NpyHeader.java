package dev.xdc.feature;

import dev.xdc.internal.file.JsonFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The head of a {@code .npy} file of a FLOAT32 matrix (NEP 1: magic, version, length, a Python
 * dictionary in ASCII).
 *
 * @param rows N
 * @param width D
 * @param bytes where the values begin; they lie row by row, little-endian
 */
record NpyHeader(int rows, int width, int bytes) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** NumPy aligns the values to this many bytes. */
  private static final int ALIGNMENT = 64;

  /** As NumPy has it; what searches it may take the square of its length. */
  private static final int LONGEST = 10_000;

  private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)");

  /** Returns the head of a new file, version 1.0. */
  static ByteBuffer write(int rows, int width) {
    String text =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (" + rows + ", " + width + "), }";
    int start = MAGIC.length + 4;
    int length = (start + text.length() + ALIGNMENT) / ALIGNMENT * ALIGNMENT;
    byte[] padded = new byte[length - start];
    Arrays.fill(padded, (byte) ' ');
    System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, padded, 0, text.length());
    padded[padded.length - 1] = '\n';
    return ByteBuffer.allocate(length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .put((byte) 1)
        .put((byte) 0)
        .putShort((short) padded.length)
        .put(padded)
        .flip();
  }

  /**
   * Reads the head of a file of version 1 to 3.
   *
   * @throws IOException if the file is no matrix of FLOAT32 by rows, or shorter than its head says;
   *     names the file and what it holds
   */
  static NpyHeader read(Path file, FileChannel channel) throws IOException {
    ByteBuffer start = bytes(file, channel, 0, 12);
    byte[] magic = new byte[MAGIC.length];
    start.get(magic);
    int version = start.get();
    start.get();
    if (!Arrays.equals(magic, MAGIC) || version < 1 || version > 3) {
      throw new IOException(file + " is no .npy file of version 1 to 3");
    }
    int from = version == 1 ? 10 : 12;
    int length = version == 1 ? Short.toUnsignedInt(start.getShort()) : start.getInt();
    if (length < 0 || length > channel.size() - from) {
      throw new IOException(file + " is cut off within its head");
    }
    if (length > LONGEST) {
      throw new IOException(
          file + " has a head of " + length + " bytes, must be at most " + LONGEST);
    }
    String text = StandardCharsets.ISO_8859_1.decode(bytes(file, channel, from, length)).toString();
    String type = find(file, TYPE, text);
    String[] shape = find(file, SHAPE, text).strip().split("\\s*,\\s*");
    if (!type.equals("<f4") || find(file, ORDER, text).equals("True") || shape.length != 2) {
      throw new IOException(
          file
              + " must hold a matrix of '<f4' by rows, holds "
              + JsonFile.shown(text)
              + ": save it by numpy.save(file, numpy.ascontiguousarray(x, dtype='<f4'))");
    }
    NpyHeader header = new NpyHeader(number(file, shape[0]), number(file, shape[1]), from + length);
    if (header.rowBytes() > (channel.size() - header.bytes()) / header.rows()) {
      throw new IOException(
          "%s is cut off: %d bytes, its header asks for %d rows of %d after %d"
              .formatted(file, channel.size(), header.rows(), header.rowBytes(), header.bytes()));
    }
    return header;
  }

  /** Returns the number of bytes of a row. */
  long rowBytes() {
    return (long) Float.BYTES * width;
  }

  private static int number(Path file, String text) throws IOException {
    try {
      int value = Integer.parseInt(text);
      if (value > 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // The message below says it all.
    }
    throw new IOException(
        file
            + " has a side of "
            + JsonFile.shown(text)
            + ", must be from 1 to "
            + Integer.MAX_VALUE);
  }

  private static String find(Path file, Pattern pattern, String text) throws IOException {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IOException(file + " has a head that cannot be read: " + JsonFile.shown(text));
    }
    return matcher.group(1);
  }

  private static ByteBuffer bytes(Path file, FileChannel channel, long from, int length)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, from + bytes.position()) < 0) {
        throw new EOFException(file + " is cut off within its head");
      }
    }
    return bytes.flip();
  }
}
