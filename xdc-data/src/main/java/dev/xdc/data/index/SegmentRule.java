package dev.xdc.data.index;

import dev.xdc.data.media.Segment;
import java.util.ArrayList;
import java.util.List;

/**
 * How long videos are cut into segments of one length, each of which is an item of a data set. The
 * last one of a file may be shorter, down to half of that length; what is left over is not used. A
 * video of no more than one length stays whole.
 *
 * @param seconds length of a segment, at least 0.01
 * @param strideSeconds from the beginning of one to that of the next, at least 0.01; segments
 *     overlap if it is less than {@code seconds}
 */
public record SegmentRule(double seconds, double strideSeconds) {

  private static final double ROUNDING = 1e-6;

  /** Shorter than any frame. */
  private static final double LEAST = 0.01;

  /** Of one file; a day in segments of a tenth of a second. */
  private static final int MOST = 1_000_000;

  /** Checks the settings. */
  public SegmentRule {
    requireLong("segmentSeconds", seconds);
    requireLong("segmentStride", strideSeconds);
  }

  private static void requireLong(String name, double seconds) {
    if (!(seconds >= LEAST && seconds < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          name + " is " + seconds + " s, must be at least " + LEAST + " and finite");
    }
  }

  /** Segments that follow each other. */
  public static SegmentRule of(double seconds) {
    return new SegmentRule(seconds, seconds);
  }

  /**
   * Returns the segments of a video of {@code length} seconds; none if it stays whole.
   *
   * @throws IllegalArgumentException if there are more than a million
   */
  List<Segment> cut(double length) {
    if (length / strideSeconds > MOST) {
      throw new IllegalArgumentException(
          "a file of "
              + Math.round(length)
              + " s is cut every "
              + strideSeconds
              + " s, into more than "
              + MOST
              + " segments: use longer ones");
    }
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; length > seconds + ROUNDING; i++) {
      double start = i * strideSeconds;
      double end = Math.min(start + seconds, length);
      if (end - start < seconds / 2) {
        break;
      }
      segments.add(new Segment(start, end));
    }
    return segments;
  }
}
