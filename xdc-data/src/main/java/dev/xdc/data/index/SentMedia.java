package dev.xdc.data.index;

import dev.xdc.data.media.AudioStream;
import dev.xdc.data.media.FilePart;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.media.VideoStream;
import dev.xdc.internal.file.PathText;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A {@link MediaInfo} as it is sent to another JVM by Java's serialization: with its path as text.
 */
public record SentMedia(
    String path,
    double durationSeconds,
    @Nullable VideoStream video,
    @Nullable AudioStream audio,
    @Nullable FilePart part)
    implements Serializable {

  /** Returns what is sent in place of {@code media}. */
  public static SentMedia of(MediaInfo media) {
    return new SentMedia(
        PathText.write(media.path()),
        media.durationSeconds(),
        media.video(),
        media.audio(),
        media.part());
  }

  /** Returns what was sent. */
  public MediaInfo media() {
    return new MediaInfo(PathText.read(path), durationSeconds, video, audio, part);
  }
}
