package dev.xdc.data.internal.worker;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How a job ended, and what FFmpeg thought of the data.
 *
 * @param failure why there is no result; empty if there is one
 * @param said the last lines that FFmpeg printed
 * @param damaged frames of the cut that show a picture which the decoder could not decode as it was
 *     meant: concealed, or predicted from a missing or a damaged one
 * @param errors pieces of data that the decoders refused
 * @param missing samples of the cut that the file should have and does not; they are silence
 */
public record Outcome(String failure, String said, int damaged, int errors, long missing) {

  private static final int MAX_CHARS = 8000;

  /** Returns whether there is a result, and nothing to say of it. */
  boolean isClean() {
    return failure.isEmpty() && said.isEmpty() && damaged == 0 && errors == 0 && missing == 0;
  }

  /** Writes this outcome. */
  void write(DataOutput out) throws IOException {
    out.writeUTF(cut(failure));
    out.writeUTF(cut(said));
    out.writeInt(damaged);
    out.writeInt(errors);
    out.writeLong(missing);
  }

  /** Reads what a worker has written. */
  public static Outcome read(DataInput in) throws IOException {
    return new Outcome(in.readUTF(), in.readUTF(), in.readInt(), in.readInt(), in.readLong());
  }

  private static String cut(String text) {
    return text.length() <= MAX_CHARS ? text : text.substring(text.length() - MAX_CHARS);
  }
}
