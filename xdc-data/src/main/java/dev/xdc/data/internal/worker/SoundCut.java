package dev.xdc.data.internal.worker;

import java.io.IOException;
import org.bytedeco.javacpp.BytePointer;

/** The samples of a cut, sent as they come; what does not come is silence. */
final class SoundCut implements AutoCloseable {

  private static final int SILENCE = 1 << 14;

  private final long first;
  private final long end;
  private final Reply reply;
  private final BytePointer silence = new BytePointer(SILENCE);
  private long next;

  SoundCut(Job.Sound cut, Reply reply) {
    first = cut.first();
    end = cut.first() + cut.count();
    next = first;
    this.reply = reply;
    silence.zero();
  }

  /** Takes {@code count} samples, the first of which is number {@code position} of the file. */
  void put(long position, BytePointer samples, int count) throws IOException {
    long from = Math.max(next, position);
    long to = Math.min(end, position + count);
    fill(from); // also where sound begins after the cut
    if (from >= to) {
      return;
    }
    reply.add(
        Reply.SOUND, new BytePointer(samples).position(2 * (from - position)), 2 * (to - from));
    next = to;
  }

  /** Makes silence up to number {@code position}, at most up to the end. */
  void fill(long position) throws IOException {
    while (next < Math.min(position, end)) {
      long bytes = Math.min(SILENCE, 2 * (Math.min(position, end) - next));
      reply.add(Reply.SOUND, silence, bytes);
      next += bytes / 2;
    }
  }

  boolean isFull() {
    return next >= end;
  }

  /** Returns how many samples were made. */
  long made() {
    return next - first;
  }

  @Override
  public void close() {
    silence.close();
  }
}
