package dev.xdc.suite.content;

import dev.xdc.clip.ClipDataset;
import dev.xdc.internal.Count;
import dev.xdc.internal.file.JsonFile;
import dev.xdc.suite.store.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the videos of a set hold that teaches nothing. A video of which a clip could not be read is
 * none of it.
 *
 * @param fingerprint of the set, {@link ClipDataset#fingerprint}
 * @param clip how the clips were cut that were looked at
 * @param videos how many there are
 * @param unread those of which a clip could not be read
 * @param silent ids, in the order of the set
 * @param still ids, in the order of the set; some may be silent, too
 * @param duplicates ids, each with that of the earlier video that it repeats
 */
public record SetContent(
    String fingerprint,
    String clip,
    int videos,
    int unread,
    List<String> silent,
    List<String> still,
    Map<String, String> duplicates) {

  private static final int FORMAT = 1;

  /** As it lies in a file. */
  private record Saved(
      int format,
      String fingerprint,
      String clip,
      int videos,
      int unread,
      List<String> silent,
      List<String> still,
      Map<String, String> duplicates) {}

  /** Makes the collections unmodifiable. */
  public SetContent {
    silent = List.copyOf(silent);
    still = List.copyOf(still);
    duplicates = Collections.unmodifiableMap(new LinkedHashMap<>(duplicates));
  }

  /** Returns the ids of what is of a kind. */
  public Collection<String> ids(ContentKind kind) {
    return switch (kind) {
      case SILENT -> silent;
      case STILL -> still;
      case DUPLICATE -> duplicates.keySet();
    };
  }

  /** Returns whether this was found in {@code set}, with clips cut as it cuts them. */
  public boolean isOf(ClipDataset set) {
    return fingerprint.equals(set.fingerprint()) && clip.equals(set.spec().toString());
  }

  /**
   * Returns the positions of those videos that are of none of some kinds, ascending.
   *
   * @throws IllegalArgumentException if no video is left
   */
  public int[] without(Set<ContentKind> kinds, ClipDataset set) {
    Set<String> left = new HashSet<>();
    kinds.forEach(kind -> left.addAll(ids(kind)));
    int[] kept =
        IntStream.range(0, set.size()).filter(video -> !left.contains(set.id(video))).toArray();
    if (kept.length == 0) {
      throw new IllegalArgumentException(
          "none of %d videos is left without those that are %s: leave out fewer kinds"
              .formatted(set.size(), counts(kinds)));
    }
    return kept;
  }

  /** Returns how many videos are of some kinds, such as {@code 3 silent, 1 duplicate}. */
  public String counts(Set<ContentKind> kinds) {
    return kinds.stream()
        .sorted()
        .map(kind -> ids(kind).size() + " " + kind)
        .collect(Collectors.joining(", "));
  }

  /**
   * Writes this as JSON, whole or not at all.
   *
   * @throws IOException if it cannot be written
   */
  public void write(Path file) throws IOException {
    Json.write(
        file, new Saved(FORMAT, fingerprint, clip, videos, unread, silent, still, duplicates));
  }

  /**
   * Reads what {@link #write} has written.
   *
   * @throws IOException if it cannot be read or is damaged; names the file
   */
  public static SetContent read(Path file) throws IOException {
    Saved saved =
        JsonFile.record(
            file, "is damaged (delete it, and xdc pretrain writes it again)", Saved.class);
    JsonFile.requireFormat(
        file, saved.format, FORMAT, FORMAT, "delete it, and xdc pretrain writes it again");
    return new SetContent(
        saved.fingerprint,
        saved.clip,
        saved.videos,
        saved.unread,
        saved.silent,
        saved.still,
        saved.duplicates);
  }

  /** Returns all counts on one line. */
  @Override
  public String toString() {
    return "%s looked at: %s%s"
        .formatted(
            Count.of(videos, "video"),
            counts(Set.of(ContentKind.values())),
            unread == 0 ? "" : ", " + unread + " not read");
  }
}
