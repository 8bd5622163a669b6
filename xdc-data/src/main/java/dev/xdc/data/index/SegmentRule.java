package dev.xdc.data.index;

import dev.xdc.data.media.Segment;
import java.util.ArrayList;
import java.util.List;

/**
 * How long videos are cut into segments of one length, each of which is an item of a data set. The
 * last one of a file may be shorter, down to half of that length; what is left over is not used. A
 * video of no more than one length stays whole.
 *
 * @param seconds length of a segment, greater than 0
 * @param strideSeconds from the beginning of one to that of the next, greater than 0; segments
 *     overlap if it is less than {@code seconds}
 */
public record SegmentRule(double seconds, double strideSeconds) {

  private static final double ROUNDING = 1e-6;

  /** Checks the settings. */
  public SegmentRule {
    requirePositive("segmentSeconds", seconds);
    requirePositive("segmentStride", strideSeconds);
  }

  private static void requirePositive(String name, double seconds) {
    if (!(seconds > 0 && seconds < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " is " + seconds + ", must be greater than 0");
    }
  }

  /** Segments that follow each other. */
  public static SegmentRule of(double seconds) {
    return new SegmentRule(seconds, seconds);
  }

  /** Returns the segments of a video of {@code length} seconds; none if it stays whole. */
  List<Segment> cut(double length) {
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
