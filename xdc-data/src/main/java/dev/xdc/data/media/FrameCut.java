package dev.xdc.data.media;

/**
 * Frames to decode from a file: {@code frames} of them from frame number {@code first} on, counted
 * at {@code framesPerSecond} from the beginning of the file.
 *
 * @param first number of the first frame, from 0
 * @param frames T, at least 1
 * @param framesPerSecond the rate frames are counted and taken at; a file of another rate has
 *     frames left out or repeated
 * @param size to which frames are resized
 */
public record FrameCut(int first, int frames, double framesPerSecond, FrameSize size) {

  /** Checks all settings. */
  public FrameCut {
    if (first < 0 || frames < 1 || !(framesPerSecond > 0)) {
      throw new IllegalArgumentException(
          "cut of "
              + frames
              + " frames from "
              + first
              + " at "
              + framesPerSecond
              + " per second, must be at least 1 from at least 0 at more than 0");
    }
  }

  /** Returns the bytes of all frames as rgb24. */
  public int bytes() {
    return Math.multiplyExact(frames, size.bytes());
  }
}
