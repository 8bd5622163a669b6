package dev.xdc.data.media;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What one media file holds, as FFmpeg's probe sees it.
 *
 * @param path the file, absolute
 * @param durationSeconds length of the picture if there is one, else of the sound; greater than 0
 * @param video the first moving picture, or null; cover art does not count
 * @param audio the first sound, or null
 * @param range where in the file the media lie; null if they are the whole file
 */
public record MediaInfo(
    Path path,
    double durationSeconds,
    @Nullable VideoStream video,
    @Nullable AudioStream audio,
    @Nullable ByteRange range) {

  /**
   * Share of a frame by which time stamps may be off: Matroska rounds them to a millisecond, 0.12
   * of a frame at 120 per second. A quarter would let a file of 60 frames a second, read at 15,
   * show the frame after the right one.
   */
  static final double TOLERANCE = 0.15;

  /** Describes media that are a whole file. */
  public MediaInfo(
      Path path, double durationSeconds, @Nullable VideoStream video, @Nullable AudioStream audio) {
    this(path, durationSeconds, video, audio, null);
  }

  /** Checks that the length is positive and that there is something to see or to hear. */
  public MediaInfo {
    if (!(durationSeconds > 0 && durationSeconds < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "durationSeconds is " + durationSeconds + ", must be greater than 0 and finite");
    }
    if (video == null && audio == null) {
      throw new IllegalArgumentException("holds neither a moving picture nor sound");
    }
  }

  /** Returns whether there is a moving picture. */
  public boolean hasVideo() {
    return video != null;
  }

  /** Returns whether there is sound. */
  public boolean hasAudio() {
    return audio != null;
  }

  /** Returns the average frames per second; 0 without a picture. */
  public double frameRate() {
    return video == null ? 0 : video.frameRate();
  }

  /** Returns the displayed width in pixels; 0 without a picture. */
  public int width() {
    return video == null ? 0 : video.width();
  }

  /** Returns the displayed height in pixels; 0 without a picture. */
  public int height() {
    return video == null ? 0 : video.height();
  }

  /**
   * Returns how many frames the picture has when taken at {@code framesPerSecond}. A file that ends
   * up to 0.15 of a frame early, through rounding of time stamps, still counts its last frame.
   */
  public int frames(double framesPerSecond) {
    return (int)
        Math.min(Integer.MAX_VALUE, Math.floor(durationSeconds * framesPerSecond + TOLERANCE));
  }

  /** Returns the size of the picture once its shorter side has {@code shortSide} pixels. */
  public FrameSize resized(int shortSide) {
    return FrameSize.ofShortSide(width(), height(), shortSide);
  }
}
