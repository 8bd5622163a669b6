package dev.xdc.data.cache;

import dev.xdc.data.index.FileRules;
import dev.xdc.data.index.Refusal;
import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.data.media.MediaException;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.media.MediaProbe;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;

/**
 * One file of a {@link ShardPreparation}, to be packed in this JVM or, sent there by Java's
 * serialization, in another one that sees the file under the same path.
 *
 * @param source the file
 * @param position its place in the list
 */
public record PackingTask(ShardFormat format, ShardPreparation.Source source, int position)
    implements Serializable {

  /**
   * Packs the file. One that cannot be used is left out with its reason.
   *
   * @param folder where what is packed is written, under names that no other task has; the {@link
   *     ShardPreparation} deletes it once it lies in a shard
   * @throws IOException if anything but the file is at fault, such as a full disk
   */
  public PackedVideo pack(FfmpegPrograms programs, Path folder) throws IOException {
    String key = ShardVideo.key(position);
    String reason;
    try {
      MediaInfo media =
          source.media() == null ? new MediaProbe(programs).probe(source.path()) : source.media();
      Refusal refusal = new FileRules(format.modalities(), 0).refusal(media);
      if (refusal == null) {
        return new ShardPacker(programs, format, folder).pack(source, key, media);
      }
      reason = refusal.detail();
    } catch (MediaException e) {
      if (e.path() == null || ShardPreparation.isDiskFull(e)) {
        throw e;
      }
      reason = e.problem();
    }
    return new PackedVideo(ShardVideo.leftOut(key, source, reason), List.of());
  }
}
