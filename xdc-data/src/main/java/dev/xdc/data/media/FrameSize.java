package dev.xdc.data.media;

/**
 * Width and height of decoded frames, in pixels.
 *
 * @param width at least 1
 * @param height at least 1
 */
public record FrameSize(int width, int height) {

  /**
   * The most pixels a decoded frame may have: 16,777,216, the limit given to FFmpeg's decoders too.
   */
  public static final int MAX_PIXELS = 1 << 24;

  /** Checks both sides. */
  public FrameSize {
    if (width < 1 || height < 1 || (long) width * height > MAX_PIXELS) {
      throw new IllegalArgumentException(
          "frame of " + width + " x " + height + ", must have 1 to " + MAX_PIXELS + " pixels");
    }
  }

  /**
   * Returns the size of a {@code width} x {@code height} picture whose shorter side is resized to
   * {@code shortSide}, aspect kept, the longer side rounded to an even number.
   *
   * @throws IllegalArgumentException if the picture is so long that the result exceeds {@link
   *     #MAX_PIXELS}
   */
  public static FrameSize ofShortSide(int width, int height, int shortSide) {
    if (width > height) {
      return new FrameSize(longSide(width, height, shortSide), shortSide);
    }
    return new FrameSize(shortSide, longSide(height, width, shortSide));
  }

  /** Returns the bytes of one rgb24 frame. */
  public int bytes() {
    return width * height * 3;
  }

  private static int longSide(int longer, int shorter, int shortSide) {
    if (longer == shorter) {
      return shortSide;
    }
    // FFmpeg's rule for "-2", so that sizes agree with what its users know.
    long even = 2 * Math.round((double) longer * shortSide / (2.0 * shorter));
    return (int) Math.max(shortSide, Math.min(Integer.MAX_VALUE, even));
  }
}
