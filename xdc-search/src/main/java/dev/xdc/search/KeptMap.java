package dev.xdc.search;

import dev.xdc.clip.Modality;
import dev.xdc.eval.CrossModalMap;
import dev.xdc.internal.file.Sha256;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A map between picture and sound beside the files of an index. It has its hash in its name, and a
 * commit says which one it goes with: an index and its map never belong to different states.
 *
 * @param name of its file
 * @param map what is in it
 */
record KeptMap(String name, CrossModalMap map) {
  static final String PREFIX = "map-";
  private static final String SUFFIX = ".safetensors";
  private static final String NEW = "new-map" + SUFFIX;
  private static final int HASH_DIGITS = 16;

  /**
   * Learns a map from entries with picture and sound and writes it; no commit knows it yet.
   *
   * @throws IllegalStateException if there are fewer than two
   */
  static KeptMap fit(Path folder, List<IndexedItem> pairs) throws IOException {
    if (pairs.size() < 2) {
      throw new IllegalStateException(
          "%s has %s with picture and sound, a map needs at least 2: add some"
              .formatted(folder, pairs.size() == 1 ? "1 entry" : pairs.size() + " entries"));
    }
    CrossModalMap map = CrossModalMap.fit(rows(pairs, Modality.VIDEO), rows(pairs, Modality.AUDIO));
    Path file = folder.resolve(NEW);
    map.save(file);
    String name = PREFIX + Sha256.of(file).substring(0, HASH_DIGITS) + SUFFIX;
    Files.move(file, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    return new KeptMap(name, map);
  }

  private static float[][] rows(List<IndexedItem> items, Modality modality) {
    return items.stream().map(item -> item.vectors().get(modality)).toArray(float[][]::new);
  }

  /**
   * Reads the map that a commit names.
   *
   * @param name null for none
   * @param before what was read for an earlier commit; null for nothing
   */
  static @Nullable KeptMap read(Path folder, @Nullable String name, @Nullable KeptMap before)
      throws IOException {
    if (name == null || (before != null && before.name.equals(name))) {
      return name == null ? null : before;
    }
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw IndexFaults.damaged(folder, name + " is missing", null);
    }
    return new KeptMap(name, CrossModalMap.load(file));
  }

  /**
   * Deletes all maps but this.
   *
   * @param before a map that is kept, too: who has just opened an older commit may still read it
   */
  void deleteOthers(Path folder, @Nullable String before) throws IOException {
    Set<String> kept = before == null ? Set.of(name) : Set.of(name, before);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, PREFIX + "*" + SUFFIX)) {
      for (Path file : files) {
        if (!kept.contains(file.getFileName().toString())) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /**
   * Returns the field of the features of a modality in the space of this map: one of its own, since
   * features in the space of another map must not be compared, and may have another width.
   */
  String field(Modality modality) {
    return modality + "." + name.substring(PREFIX.length(), name.length() - SUFFIX.length());
  }

  /** Returns a feature in the space of this map. */
  float[] apply(Modality modality, float[] vector) {
    return map.apply(modality, new float[][] {vector})[0];
  }
}
