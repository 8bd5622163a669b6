package dev.xdc.data.media;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A picture, a sound or both that lie undecorated in files.
 *
 * @param frames rgb24 frames one after the other; null without a picture
 * @param size of the frames; null without a picture
 * @param framesPerSecond rate of the picture
 * @param sound signed 16-bit little-endian mono samples; null without sound
 * @param sampleRateHertz rate of the sound
 */
public record RawMedia(
    @Nullable Path frames,
    @Nullable FrameSize size,
    double framesPerSecond,
    @Nullable Path sound,
    int sampleRateHertz) {

  /** Checks that there is something, and that frames have a size. */
  public RawMedia {
    if ((frames == null && sound == null) || (frames == null) != (size == null)) {
      throw new IllegalArgumentException("neither frames with a size nor sound given");
    }
  }
}
