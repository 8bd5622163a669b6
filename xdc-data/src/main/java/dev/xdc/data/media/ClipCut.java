package dev.xdc.data.media;

import org.jspecify.annotations.Nullable;

/**
 * What to decode of one file: frames, sound or both.
 *
 * @param file the file, with all that a probe has found
 * @param frames which frames; null for none
 * @param sound which samples; null for none
 */
public record ClipCut(MediaInfo file, @Nullable FrameCut frames, @Nullable SoundCut sound) {

  /** Checks that something is asked for, and that the file has it. */
  public ClipCut {
    if (frames == null && sound == null) {
      throw new IllegalArgumentException("neither frames nor sound asked for");
    }
    if (frames != null && !file.hasVideo()) {
      throw new IllegalArgumentException(file.path() + " has no picture");
    }
    if (sound != null && !file.hasAudio()) {
      throw new IllegalArgumentException(file.path() + " has no sound");
    }
  }

  /** Returns the number of the first sample from the beginning of the file. */
  public long firstSample() {
    return sound == null
        ? 0
        : Math.round(file.startSeconds() * sound.sampleRateHertz()) + sound.first();
  }

  /**
   * Returns the number of the first frame where frames are kept at the rate of the cut, from the
   * beginning of the file: the one on display when the first one is due.
   */
  public int firstFrame() {
    if (frames == null) {
      return 0;
    }
    double start = file.startSeconds() * frames.framesPerSecond();
    return (int) Math.floor(start + MediaInfo.TOLERANCE) + frames.first();
  }

  int frameBytes() {
    return frames == null ? 0 : frames.bytes();
  }

  int soundBytes() {
    return sound == null ? 0 : sound.bytes();
  }
}
