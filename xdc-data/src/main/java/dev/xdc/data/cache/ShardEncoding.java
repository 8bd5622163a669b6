package dev.xdc.data.cache;

import java.util.Locale;

/** In which form prepared videos are kept. */
public enum ShardEncoding {
  /**
   * A small mp4 file per video: MPEG-4 picture in groups of 8 frames and AAC sound. Little disk
   * space; FFmpeg decodes each clip, and pixels and samples differ a little from the source.
   */
  ENCODED,
  /**
   * Frames as rgb24 and sound as 16-bit samples. The clips of the source bit by bit, read without
   * FFmpeg; twenty to a hundred times the disk space of video files.
   */
  RAW;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
