package dev.xdc.weights;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** Reads parts of files. */
final class FileParts {

  private FileParts() {}

  /**
   * Reads exactly {@code count} bytes.
   *
   * @return a direct, little-endian buffer
   * @throws EOFException if the file ends before; nothing is allocated then
   */
  static ByteBuffer read(FileChannel channel, long position, int count) throws IOException {
    if (position < 0 || count < 0 || position > channel.size() - count) {
      throw new EOFException(
          "%d bytes at %d are beyond the end of the file".formatted(count, position));
    }
    ByteBuffer bytes = ByteBuffer.allocateDirect(count).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, position + bytes.position()) < 0) {
        throw new EOFException("the file ends at " + (position + bytes.position()));
      }
    }
    return bytes.flip();
  }
}
