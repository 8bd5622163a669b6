package dev.xdc.data.media;

import org.jspecify.annotations.Nullable;

/**
 * Decoded pieces of one file. The arrays are not copied.
 *
 * @param frames rgb24 frames one after the other, rows from the top; null if no frames were asked
 *     for
 * @param sound signed 16-bit little-endian mono samples; null if no sound was asked for
 */
public record DecodedClip(byte @Nullable [] frames, byte @Nullable [] sound) {

  @Override
  public String toString() {
    return "DecodedClip["
        + (frames == null ? "no frames" : frames.length + " bytes of frames")
        + (sound == null ? ", no sound]" : ", " + sound.length / 2 + " samples]");
  }
}
