package dev.xdc.data.cache;

import dev.xdc.data.media.MediaInfo;
import dev.xdc.internal.file.PathText;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@link ShardPreparation.Source} as it is serialized. */
record SentSource(
    String id, String path, @Nullable String label, List<String> tags, @Nullable MediaInfo media)
    implements Serializable {

  static SentSource of(ShardPreparation.Source source) {
    return new SentSource(
        source.id(), PathText.write(source.path()), source.label(), source.tags(), source.media());
  }

  private Object readResolve() {
    return new ShardPreparation.Source(id, PathText.read(path), label, tags, media);
  }
}
