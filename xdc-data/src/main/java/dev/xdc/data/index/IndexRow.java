package dev.xdc.data.index;

import dev.xdc.data.media.MediaInfo;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an index knows of one file.
 *
 * @param id under which its results are reported, the same in every scan of the same list
 * @param path where it is, absolute
 * @param label its class; null if the list has no labels
 * @param tags its classes if a file may have several; empty if the list has no tags
 * @param stamp of the file that was read; null if there was no regular file
 * @param media what it holds; null if that could not be read
 * @param refusal why it is left out; null if it is used
 */
public record IndexRow(
    String id,
    Path path,
    @Nullable String label,
    List<String> tags,
    @Nullable FileStamp stamp,
    @Nullable MediaInfo media,
    @Nullable Refusal refusal) {

  /** Checks that a file without content is refused, and that there are not label and tags. */
  public IndexRow {
    tags = List.copyOf(tags);
    IndexItem.checkOneOrTheOther(id, label, tags);
    if (refusal == null && (media == null || stamp == null)) {
      throw new IllegalArgumentException(id + " has neither content nor a reason for refusal");
    }
  }

  /** Returns whether the file is used. */
  public boolean isUsable() {
    return refusal == null;
  }
}
