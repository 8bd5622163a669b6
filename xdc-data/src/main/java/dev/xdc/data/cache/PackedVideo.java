package dev.xdc.data.cache;

import dev.xdc.internal.file.PathText;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;

/**
 * What became of a {@link PackingTask}: a video ready to be written into a shard, or a file that is
 * left out. Travels by Java's serialization; its files are read where the shards are written.
 */
public final class PackedVideo implements Serializable {
  private static final long serialVersionUID = 1;

  private final ShardVideo video;
  private final List<String> files;

  /**
   * Describes it.
   *
   * @param video without parts
   * @param files its parts, to be deleted by the receiver
   */
  PackedVideo(ShardVideo video, List<Path> files) {
    this.video = video;
    this.files = files.stream().map(PathText::write).toList();
  }

  ShardVideo video() {
    return video;
  }

  List<Path> files() {
    return files.stream().map(PathText::read).toList();
  }

  @Override
  public String toString() {
    return "PackedVideo[" + video + ", " + files + "]";
  }
}
