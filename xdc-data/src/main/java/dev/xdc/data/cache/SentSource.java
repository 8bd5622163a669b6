package dev.xdc.data.cache;

import dev.xdc.data.index.SentMedia;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.internal.file.PathText;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@link ShardPreparation.Source} as it is serialized. */
record SentSource(
    String id, String path, @Nullable String label, List<String> tags, @Nullable SentMedia media)
    implements Serializable {

  static SentSource of(ShardPreparation.Source source) {
    MediaInfo media = source.media();
    return new SentSource(
        source.id(),
        PathText.write(source.path()),
        source.label(),
        source.tags(),
        media == null ? null : SentMedia.of(media));
  }

  private Object readResolve() {
    return new ShardPreparation.Source(
        id, PathText.read(path), label, tags, media == null ? null : media.media());
  }
}
