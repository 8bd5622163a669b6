package dev.xdc.data.index;

import dev.xdc.data.media.MediaInfo;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Finds out what one media file holds, usually {@link dev.xdc.data.media.MediaProbe#probe}. Called
 * from many threads at once.
 */
@FunctionalInterface
public interface MediaReading {

  /**
   * Returns what {@code file} holds.
   *
   * @throws dev.xdc.data.media.MediaException if it cannot be used, with its kind
   * @throws IOException if reading has to end altogether
   */
  MediaInfo read(Path file) throws IOException;
}
