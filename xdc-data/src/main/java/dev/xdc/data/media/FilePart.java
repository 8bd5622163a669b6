package dev.xdc.data.media;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a file media are.
 *
 * @param range bytes that are a media file of their own, as in a shard; null for all
 * @param startSeconds where the part begins, on the clock of that file
 * @param fileSeconds how long that file lasts
 */
public record FilePart(@Nullable ByteRange range, double startSeconds, double fileSeconds)
    implements Serializable {

  /** Checks the times. */
  public FilePart {
    if (!(startSeconds >= 0 && startSeconds < fileSeconds)) {
      throw new IllegalArgumentException(
          "a part that begins at " + startSeconds + " s of " + fileSeconds + " s");
    }
  }
}
