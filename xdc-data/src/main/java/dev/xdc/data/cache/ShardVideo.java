package dev.xdc.data.cache;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line of a shard's index: a video and where its parts lie, or a file that was left out.
 *
 * @param key under which its parts stand in the shard: its place in the list of files, nine digits
 *     or more
 * @param id as the list of files gives it
 * @param label its class; null if the list has no labels
 * @param tags its classes if it may have several; empty if the list has no tags
 * @param source the file it was made from
 * @param durationSeconds length of the source; 0 if left out
 * @param width of the kept frames, in pixels; 0 without a picture
 * @param height of the kept frames, in pixels; 0 without a picture
 * @param frames how many are kept
 * @param samples how many are kept
 * @param parts where everything lies; empty if left out
 * @param refused why it was left out; null if it was not
 */
record ShardVideo(
    String key,
    String id,
    @Nullable String label,
    List<String> tags,
    String source,
    double durationSeconds,
    int width,
    int height,
    int frames,
    int samples,
    List<ShardPart> parts,
    @Nullable String refused)
    implements Serializable {

  /** Returns the key of the file at {@code position} of a list. */
  static String key(int position) {
    return String.format(Locale.ROOT, "%09d", position);
  }

  /** Returns the line of a file that is left out. */
  static ShardVideo leftOut(String key, ShardPreparation.Source source, String reason) {
    String path = source.path().toString();
    return new ShardVideo(
        key, source.id(), source.label(), source.tags(), path, 0, 0, 0, 0, 0, List.of(), reason);
  }

  /** Returns this video with its parts in place. */
  ShardVideo at(List<ShardPart> parts) {
    return new ShardVideo(
        key,
        id,
        label,
        tags,
        source,
        durationSeconds,
        width,
        height,
        frames,
        samples,
        parts,
        refused);
  }

  /** Returns the part {@code name}, or null if there is none. */
  @Nullable ShardPart part(String name) {
    for (ShardPart part : parts) {
      if (part.name().equals(name)) {
        return part;
      }
    }
    return null;
  }
}
