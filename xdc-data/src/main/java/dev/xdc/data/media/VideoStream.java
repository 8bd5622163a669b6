package dev.xdc.data.media;

import java.io.Serializable;

/**
 * The moving picture of a media file.
 *
 * @param codec FFmpeg's name, such as {@code h264}
 * @param frameRate average frames per second; 0 if the file does not say
 * @param width pixels as displayed, after rotation
 * @param height pixels as displayed, after rotation
 * @param startSeconds where it begins, counted from the beginning of the file; at least 0
 */
public record VideoStream(
    String codec, double frameRate, int width, int height, double startSeconds)
    implements Serializable {

  /** Checks that the picture has a size. */
  public VideoStream {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "the picture is " + width + " x " + height + ", must be at least 1 x 1");
    }
  }
}
