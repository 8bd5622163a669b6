package dev.xdc.data.media;

import org.jspecify.annotations.Nullable;

/**
 * Decoded pieces of one file. The arrays are not copied.
 *
 * @param frames rgb24 frames one after the other, rows from the top; null if no frames were asked
 *     for
 * @param sound signed 16-bit little-endian mono samples; null if no sound was asked for
 * @param damage what is not as the file meant it
 */
public record DecodedClip(byte @Nullable [] frames, byte @Nullable [] sound, Damage damage) {

  /**
   * What of a clip is not as its file meant it.
   *
   * @param frames how many of the frames show a picture that the decoder concealed, or predicted
   *     from one that was missing or damaged
   * @param refusedData pieces of the file's data, before and in the clip, that the decoders refused
   * @param missingSamples how many of the samples are silence because the file lacks them
   */
  public record Damage(int frames, int refusedData, long missingSamples) {

    /** No damage. */
    public static final Damage NONE = new Damage(0, 0, 0);
  }

  /** Makes a clip without damage. */
  public DecodedClip(byte @Nullable [] frames, byte @Nullable [] sound) {
    this(frames, sound, Damage.NONE);
  }

  @Override
  public String toString() {
    return "DecodedClip["
        + (frames == null ? "no frames" : frames.length + " bytes of frames")
        + (sound == null ? ", no sound]" : ", " + sound.length / 2 + " samples]");
  }
}
