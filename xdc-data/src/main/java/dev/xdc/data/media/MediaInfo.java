package dev.xdc.data.media;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What one media file holds, as FFmpeg's probe sees it.
 *
 * <p>Serializable.
 *
 * @param path the file, absolute
 * @param durationSeconds length of the picture if there is one, else of the sound; greater than 0
 * @param video the first moving picture, or null; cover art does not count
 * @param audio the first sound, or null
 * @param part which part of the file they are; null if they are the whole file
 */
public record MediaInfo(
    Path path,
    double durationSeconds,
    @Nullable VideoStream video,
    @Nullable AudioStream audio,
    @Nullable FilePart part)
    implements Serializable {

  /**
   * Share of a frame by which time stamps may be off: Matroska rounds them to a millisecond, 0.12
   * of a frame at 120 per second. A quarter would let a file of 60 frames a second, read at 15,
   * show the frame after the right one.
   */
  static final double TOLERANCE = 0.15;

  /** Seconds by which a file may be shorter than a list of segments says. */
  private static final double STATED_LENGTH_ERROR = 1;

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

  /** Returns the bytes of the file that hold the media; null for all. */
  public @Nullable ByteRange range() {
    return part == null ? null : part.range();
  }

  /** Returns where in the file the media begin, in seconds: 0 unless they are a segment. */
  public double startSeconds() {
    return part == null ? 0 : part.startSeconds();
  }

  /** Returns how long the file lasts, in seconds, whatever part of it these media are. */
  public double fileSeconds() {
    return part == null ? durationSeconds : part.fileSeconds();
  }

  /**
   * Returns a segment of these media, which is cut like a file of its own. It ends with the file if
   * it is said to end up to a second later.
   *
   * @throws IllegalArgumentException if the segment lies outside the file
   */
  public MediaInfo within(Segment segment) {
    if (segment.startSeconds() >= durationSeconds
        || segment.endSeconds() > durationSeconds + STATED_LENGTH_ERROR) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "no segment %s in a file of %.3f s", segment, durationSeconds));
    }
    double end = Math.min(segment.endSeconds(), durationSeconds);
    return new MediaInfo(
        path,
        end - segment.startSeconds(),
        video,
        audio,
        new FilePart(range(), startSeconds() + segment.startSeconds(), fileSeconds()));
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

  /** Returns how many samples the sound has at {@code sampleRateHertz}; at least 1. */
  public long samples(int sampleRateHertz) {
    return Math.max(1, Math.round(durationSeconds * sampleRateHertz));
  }

  /** Returns the size of the picture once its shorter side has {@code shortSide} pixels. */
  public FrameSize resized(int shortSide) {
    return FrameSize.ofShortSide(width(), height(), shortSide);
  }

  private Object writeReplace() {
    return SentMedia.of(this);
  }
}
