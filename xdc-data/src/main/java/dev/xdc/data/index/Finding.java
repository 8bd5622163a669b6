package dev.xdc.data.index;

import dev.xdc.data.media.MediaException;
import dev.xdc.data.media.MediaInfo;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a look at one file has found.
 *
 * @param media what it holds; null if that could not be read
 * @param refusal why it cannot be read, or not be used; null if it can
 */
public record Finding(@Nullable MediaInfo media, @Nullable Refusal refusal)
    implements Serializable {

  /**
   * Looks at a file.
   *
   * @throws IOException if that fails and it is not the fault of the file
   */
  public static Finding of(MediaReading probe, Path file) throws IOException {
    try {
      return new Finding(probe.read(file), null);
    } catch (MediaException e) {
      if (e.kind() == null) {
        throw e;
      }
      return new Finding(null, new Refusal(e.kind(), e.problem()));
    }
  }
}
