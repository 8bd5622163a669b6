package dev.xdc.data.media;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stretch of a media file, in seconds from its beginning, end exclusive.
 *
 * <p>As an id it is a media fragment of the W3C: {@code talk.mp4#t=120,130}. In the part before it
 * {@code #}, {@code %} and {@code ,} are percent-encoded; times are the shortest decimals, so that
 * one segment has one id.
 *
 * @param startSeconds where it begins, at least 0; rounded to whole microseconds
 * @param endSeconds where it ends, after the start; rounded to whole microseconds
 */
public record Segment(double startSeconds, double endSeconds) {

  private static final int DECIMALS = 6;

  private static final String TIME = "(?:(?:(\\d+):)?(\\d{1,2}):)?(\\d+(?:\\.\\d*)?)";

  private static final Pattern FRAGMENT =
      Pattern.compile("(.+)#t=(?:npt:)?(?:" + TIME + ")?," + TIME, Pattern.DOTALL);

  /** Checks the times. */
  public Segment {
    if (!(startSeconds >= 0 && startSeconds < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "segment starts at " + startSeconds + " s, must be at least 0");
    }
    if (!(endSeconds > startSeconds && endSeconds < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "segment ends at " + endSeconds + " s, must be after its start at " + startSeconds);
    }
    startSeconds = rounded(startSeconds).doubleValue();
    endSeconds = rounded(endSeconds).doubleValue();
    if (endSeconds == startSeconds) {
      throw new IllegalArgumentException(
          "segment at " + startSeconds + " s is shorter than a microsecond");
    }
  }

  private static BigDecimal rounded(double seconds) {
    return BigDecimal.valueOf(seconds).setScale(DECIMALS, RoundingMode.HALF_EVEN);
  }

  /** Returns the length in seconds. */
  public double seconds() {
    return endSeconds - startSeconds;
  }

  /** Returns the id of this segment of the file {@code file}, the same for the same times. */
  public String idIn(String file) {
    String encoded = file.replace("%", "%25").replace("#", "%23").replace(",", "%2C");
    return encoded + "#t=" + decimal(startSeconds) + "," + decimal(endSeconds);
  }

  private static String decimal(double seconds) {
    BigDecimal plain = rounded(seconds).stripTrailingZeros();
    return (plain.signum() == 0 ? BigDecimal.ZERO : plain).toPlainString();
  }

  /**
   * Returns the segment that an id names, or empty if it names a whole file. Times may also be
   * written as {@code 1:02:03.5}, a missing start is 0.
   *
   * @throws IllegalArgumentException if the end is not after the start
   */
  public static Optional<Segment> ofId(String id) {
    Matcher fragment = FRAGMENT.matcher(id);
    if (!fragment.matches()) {
      return Optional.empty();
    }
    double start = fragment.group(4) == null ? 0 : time(fragment, 2);
    return Optional.of(new Segment(start, time(fragment, 5)));
  }

  private static double time(Matcher fragment, int group) {
    double seconds = Double.parseDouble(fragment.group(group + 2));
    String minutes = fragment.group(group + 1);
    String hours = fragment.group(group);
    return seconds
        + (minutes == null ? 0 : 60 * Double.parseDouble(minutes))
        + (hours == null ? 0 : 3600 * Double.parseDouble(hours));
  }

  /** Returns the file that an id names a segment of, or {@code id} itself if it names none. */
  public static String fileOfId(String id) {
    Matcher fragment = FRAGMENT.matcher(id);
    return fragment.matches()
        ? fragment.group(1).replace("%2C", ",").replace("%23", "#").replace("%25", "%")
        : id;
  }

  @Override
  public String toString() {
    return decimal(startSeconds) + " to " + decimal(endSeconds) + " s";
  }
}
