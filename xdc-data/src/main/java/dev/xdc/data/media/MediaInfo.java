package dev.xdc.data.media;

import java.nio.file.Path;

/**
 * What one media file holds, as FFmpeg's probe sees it.
 *
 * @param path the file, absolute
 * @param durationSeconds length of the picture if there is one, else of the sound; greater than 0
 * @param frameRate average frames per second; 0 without a picture
 * @param width pixels as displayed, after rotation; 0 without a picture
 * @param height pixels as displayed, after rotation; 0 without a picture
 * @param hasVideo whether there is a moving picture; cover art does not count
 * @param hasAudio whether there is sound
 * @param sampleRateHertz rate of the sound; 0 without sound
 * @param channels channels of the sound; 0 without sound
 */
public record MediaInfo(
    Path path,
    double durationSeconds,
    double frameRate,
    int width,
    int height,
    boolean hasVideo,
    boolean hasAudio,
    int sampleRateHertz,
    int channels) {

  /**
   * Share of a frame by which time stamps may be off: Matroska rounds them to a millisecond, 0.12
   * of a frame at 120 per second. A quarter would let a file of 60 frames a second, read at 15,
   * show the frame after the right one.
   */
  static final double TOLERANCE = 0.15;

  /** Checks that the length is positive and that a picture has a size. */
  public MediaInfo {
    if (!(durationSeconds > 0)) {
      throw new IllegalArgumentException(
          "durationSeconds is " + durationSeconds + ", must be greater than 0");
    }
    if (hasVideo && (width < 1 || height < 1)) {
      throw new IllegalArgumentException(
          "the picture is " + width + " x " + height + ", must be at least 1 x 1");
    }
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
    return FrameSize.ofShortSide(width, height, shortSide);
  }
}
