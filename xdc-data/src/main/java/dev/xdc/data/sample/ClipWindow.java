package dev.xdc.data.sample;

/**
 * A stretch of a file on a regular grid: {@code length} frames or samples from number {@code start}
 * on.
 *
 * @param start number of the first one; negative if the stretch begins before the file
 * @param length how many, at least 1
 * @param perSecond frames or samples in a second
 */
public record ClipWindow(long start, int length, double perSecond) {

  /** Checks length and rate. */
  public ClipWindow {
    if (length < 1 || !(perSecond > 0)) {
      throw new IllegalArgumentException(
          "window of "
              + length
              + " at "
              + perSecond
              + " per second, must be at least 1 at more than 0");
    }
  }

  /** Returns the beginning in seconds from the beginning of the file. */
  public double startSeconds() {
    return start / perSecond;
  }

  /** Returns the length in seconds. */
  public double seconds() {
    return length / perSecond;
  }

  /** Returns the middle in seconds from the beginning of the file. */
  public double centreSeconds() {
    return (start + length / 2.0) / perSecond;
  }
}
