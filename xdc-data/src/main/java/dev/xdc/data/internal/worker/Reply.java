package dev.xdc.data.internal.worker;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.bytedeco.javacpp.BytePointer;

/**
 * What a worker sends: pieces, each a letter, the number of its bytes, and these. Pieces are
 * gathered so that a clip takes few calls of the system.
 */
public final class Reply {

  /** Begins a worker's life: its libraries are loaded. */
  public static final byte READY = 'R';

  /** A piece of frames, as rgb24. */
  public static final byte PICTURE = 'P';

  /** A piece of sound, as signed 16-bit little-endian samples. */
  public static final byte SOUND = 'S';

  /** A finding of a probe, a line of {@code name=value} each. */
  public static final byte FINDINGS = 'F';

  /** The end of a reply, an {@link Outcome}. */
  public static final byte END = 'E';

  private static final int HEADER = 5;
  private static final int CAPACITY = 1 << 19;

  private final WritableByteChannel out;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(CAPACITY);

  Reply(WritableByteChannel out) {
    this.out = out;
  }

  /** Adds {@code bytes} of a picture or of sound, from the position of {@code data} on. */
  void add(byte kind, BytePointer data, long bytes) throws IOException {
    long from = data.position();
    long done = 0;
    while (done < bytes) {
      if (buffer.remaining() <= HEADER) {
        flush();
      }
      int piece = (int) Math.min(bytes - done, buffer.remaining() - HEADER);
      buffer.put(kind).putInt(piece);
      long at = from + done;
      buffer.put(new BytePointer(data).position(at).limit(at + piece).asByteBuffer());
      done += piece;
    }
  }

  /** Adds a few bytes. */
  void add(byte kind, byte[] data) throws IOException {
    int done = 0;
    do {
      if (buffer.remaining() <= HEADER) {
        flush();
      }
      int piece = Math.min(data.length - done, buffer.remaining() - HEADER);
      buffer.put(kind).putInt(piece).put(data, done, piece);
      done += piece;
    } while (done < data.length);
  }

  /** Adds the end and sends all. */
  void end(Outcome outcome) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    outcome.write(new DataOutputStream(bytes));
    if (buffer.remaining() < HEADER + bytes.size()) {
      flush(); // an outcome is one piece
    }
    add(END, bytes.toByteArray());
    flush();
  }

  /** Sends what has been gathered. */
  void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      out.write(buffer);
    }
    buffer.clear();
  }
}
