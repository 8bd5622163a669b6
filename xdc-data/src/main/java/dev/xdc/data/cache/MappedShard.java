package dev.xdc.data.cache;

import dev.xdc.data.media.MediaException;
import dev.xdc.internal.file.PlainFile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * A shard mapped into memory. A mapping and not a channel: an interrupt closes a channel for all
 * threads that read from it. Usable from many threads at once.
 */
final class MappedShard {

  private static final int SEGMENT_BITS = 30;
  private static final long SEGMENT = 1L << SEGMENT_BITS;

  private final Path file;
  private final ByteBuffer[] segments;

  MappedShard(Path file) throws IOException {
    this.file = file;
    try (FileChannel channel = FileChannel.open(PlainFile.require(file), StandardOpenOption.READ)) {
      long bytes = channel.size();
      segments = new ByteBuffer[(int) ((bytes + SEGMENT - 1) >> SEGMENT_BITS)];
      for (int i = 0; i < segments.length; i++) {
        long start = i * SEGMENT;
        segments[i] =
            channel.map(FileChannel.MapMode.READ_ONLY, start, Math.min(SEGMENT, bytes - start));
      }
    } catch (ClosedByInterruptException e) {
      throw new InterruptedIOException("opening " + file + " was interrupted");
    }
  }

  /** Takes some bytes. */
  @FunctionalInterface
  private interface Taker {
    void take(ByteBuffer slice);
  }

  byte[] read(long offset, int bytes) throws MediaException {
    byte[] result = new byte[bytes];
    ByteBuffer target = ByteBuffer.wrap(result);
    forEachSlice(offset, bytes, target::put);
    return result;
  }

  CRC32C crc32c(long offset, long bytes) throws MediaException {
    CRC32C crc = new CRC32C();
    forEachSlice(offset, bytes, crc::update);
    return crc;
  }

  private void forEachSlice(long offset, long bytes, Taker taker) throws MediaException {
    try {
      long end = offset + bytes;
      for (long at = offset; at < end; ) {
        ByteBuffer segment = segments[(int) (at >> SEGMENT_BITS)];
        int start = (int) (at & (SEGMENT - 1));
        int length = (int) Math.min(end - at, segment.capacity() - start);
        taker.take(segment.slice(start, length));
        at += length;
      }
    } catch (InternalError | IndexOutOfBoundsException e) {
      // How Java reports that a mapped page cannot be read.
      throw MediaException.of(file, "cannot be read at byte " + offset + ": " + e.getMessage());
    }
  }
}
