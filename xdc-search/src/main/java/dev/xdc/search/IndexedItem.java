package dev.xdc.search;

import dev.xdc.clip.Modality;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One entry of an index: a video or a stretch of one.
 *
 * <pre>{@code
 * IndexedItem.of(id, file, features).from(10, 20).labelled("dog")
 * }</pre>
 *
 * @param id under which it is put, found and removed; an entry of the same id is replaced
 * @param file where the video lies
 * @param startSeconds where it begins in the file, finite
 * @param endSeconds where it ends, not before its beginning
 * @param label its class; null if it has none
 * @param stamp the state of the file when it was embedded, free text: by it a changed file is
 *     known; may be empty
 * @param vectors its features, by modality, of the widths of the index's model; at least one
 */
public record IndexedItem(
    String id,
    String file,
    double startSeconds,
    double endSeconds,
    @Nullable String label,
    String stamp,
    Map<Modality, float[]> vectors) {

  /** Checks the id and the times. */
  public IndexedItem {
    if (id.isEmpty()) {
      throw new IllegalArgumentException("the id of an entry for " + file + " is empty");
    }
    if (!(Double.isFinite(startSeconds)
        && Double.isFinite(endSeconds)
        && endSeconds >= startSeconds)) {
      throw new IllegalArgumentException(
          "%s begins at %s s and ends at %s s, must be finite and in order"
              .formatted(id, startSeconds, endSeconds));
    }
    if (vectors.isEmpty()) {
      throw new IllegalArgumentException(id + " has no features, must have at least one");
    }
    vectors = Collections.unmodifiableMap(new EnumMap<>(vectors));
  }

  /** Returns an entry from 0 to 0 s, without a label and a stamp. */
  public static IndexedItem of(String id, String file, Map<Modality, float[]> vectors) {
    return new IndexedItem(id, file, 0, 0, null, "", vectors);
  }

  /** Returns a copy that is the stretch from {@code start} to {@code end} seconds. */
  public IndexedItem from(double start, double end) {
    return new IndexedItem(id, file, start, end, label, stamp, vectors);
  }

  /** Returns a copy of a class; null for none. */
  public IndexedItem labelled(@Nullable String label) {
    return new IndexedItem(id, file, startSeconds, endSeconds, label, stamp, vectors);
  }

  /** Returns a copy with the state of the file. */
  public IndexedItem stamped(String stamp) {
    return new IndexedItem(id, file, startSeconds, endSeconds, label, stamp, vectors);
  }

  @Override
  public String toString() {
    return "IndexedItem[" + id + ", " + vectors.keySet() + "]";
  }
}
