package dev.xdc.data.internal.worker;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One thing for a worker to do: to cut a piece out of a file, or, if neither frames nor sound are
 * asked for, to say what the file holds.
 *
 * @param address of the file as FFmpeg takes it, in the bytes of the file system
 * @param formats containers that may be opened, in FFmpeg's names, comma-separated
 * @param protocols protocols that may be opened, in FFmpeg's names, comma-separated
 * @param maxPixels the most pixels a frame may have
 * @param length of the file in seconds as its probe found it; 0 if that is not known
 * @param frames which frames; null for none
 * @param sound which samples; null for none
 * @param keepsOpen whether the next job is about the same file
 */
public record Job(
    byte[] address,
    String formats,
    String protocols,
    int maxPixels,
    double length,
    @Nullable Frames frames,
    @Nullable Sound sound,
    boolean keepsOpen) {

  private static final int MAX_ADDRESS = 1 << 20;

  /**
   * Frames to cut.
   *
   * @param first number of the first one, counted at {@code perSecond} from the file's beginning;
   *     not whole for a segment that begins between two frames
   * @param count how many
   * @param perSecond the rate they are counted and taken at
   * @param late share of a frame by which a picture may come late and still count as on display
   * @param width to which they are resized, in pixels
   * @param height to which they are resized, in pixels
   */
  public record Frames(
      double first, int count, double perSecond, double late, int width, int height) {}

  /**
   * Sound to cut, as mono 16-bit samples.
   *
   * @param first number of the first sample, counted at {@code hertz} from the file's beginning
   * @param count how many
   * @param hertz to which the sound is resampled
   */
  public record Sound(long first, int count, int hertz) {}

  /** Returns the same job, behind which another one about the same file follows or not. */
  public Job followed(boolean bySameFile) {
    return new Job(address, formats, protocols, maxPixels, length, frames, sound, bySameFile);
  }

  /** Returns whether nothing is to be cut. */
  boolean isProbe() {
    return frames == null && sound == null;
  }

  /** Returns whether another job is about the same file, to be opened in the same way. */
  boolean isOfSameFile(Job other) {
    return Arrays.equals(address, other.address)
        && formats.equals(other.formats)
        && protocols.equals(other.protocols)
        && maxPixels == other.maxPixels;
  }

  /** Writes this job. */
  public void write(DataOutput out) throws IOException {
    out.writeInt(address.length);
    out.write(address);
    out.writeUTF(formats);
    out.writeUTF(protocols);
    out.writeInt(maxPixels);
    out.writeDouble(length);
    out.writeBoolean(frames != null);
    if (frames != null) {
      out.writeDouble(frames.first);
      out.writeInt(frames.count);
      out.writeDouble(frames.perSecond);
      out.writeDouble(frames.late);
      out.writeInt(frames.width);
      out.writeInt(frames.height);
    }
    out.writeBoolean(sound != null);
    if (sound != null) {
      out.writeLong(sound.first);
      out.writeInt(sound.count);
      out.writeInt(sound.hertz);
    }
    out.writeBoolean(keepsOpen);
  }

  /**
   * Reads what {@link #write} has written.
   *
   * @throws java.io.EOFException if there is no more
   */
  static Job read(DataInput in) throws IOException {
    int bytes = in.readInt();
    if (bytes < 0 || bytes > MAX_ADDRESS) {
      throw new IOException("address of " + bytes + " bytes");
    }
    byte[] address = new byte[bytes];
    in.readFully(address);
    String formats = in.readUTF();
    String protocols = in.readUTF();
    int maxPixels = in.readInt();
    double length = in.readDouble();
    Frames frames =
        in.readBoolean()
            ? new Frames(
                in.readDouble(),
                in.readInt(),
                in.readDouble(),
                in.readDouble(),
                in.readInt(),
                in.readInt())
            : null;
    Sound sound = in.readBoolean() ? new Sound(in.readLong(), in.readInt(), in.readInt()) : null;
    return new Job(address, formats, protocols, maxPixels, length, frames, sound, in.readBoolean());
  }

  /** Returns the address as a C string. */
  byte[] terminatedAddress() {
    return Arrays.copyOf(address, address.length + 1);
  }
}
