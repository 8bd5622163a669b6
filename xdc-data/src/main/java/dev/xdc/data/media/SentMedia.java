package dev.xdc.data.media;

import dev.xdc.internal.file.PathText;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** A {@link MediaInfo} as it is serialized: with its path as text. */
record SentMedia(
    String path,
    double durationSeconds,
    @Nullable VideoStream video,
    @Nullable AudioStream audio,
    @Nullable FilePart part)
    implements Serializable {

  /** Returns what is sent in place of {@code media}. */
  static SentMedia of(MediaInfo media) {
    return new SentMedia(
        PathText.write(media.path()),
        media.durationSeconds(),
        media.video(),
        media.audio(),
        media.part());
  }

  private Object readResolve() {
    return new MediaInfo(PathText.read(path), durationSeconds, video, audio, part);
  }
}
