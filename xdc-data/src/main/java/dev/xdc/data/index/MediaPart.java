package dev.xdc.data.index;

import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.media.Segment;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What one line of a list names: a media file or a segment of one.
 *
 * @param path the file
 * @param segment the segment; null for the whole file
 * @param mayBeCut whether the file may hold no more than the segment, which is then all of it
 */
public record MediaPart(Path path, @Nullable Segment segment, boolean mayBeCut) {

  /** Seconds by which such a file may be longer than its segment. */
  private static final double CUT_ERROR = 1;

  /**
   * Returns what is meant of a file.
   *
   * @param file what it holds
   * @throws IllegalArgumentException if the segment lies outside the file
   */
  MediaInfo of(MediaInfo file) {
    return segment == null || isCut(file) ? file : file.within(segment);
  }

  /** Returns whether a file holds no more than the segment, so that it is taken whole. */
  boolean isCut(MediaInfo file) {
    return mayBeCut && segment != null && file.durationSeconds() <= segment.seconds() + CUT_ERROR;
  }
}
