package dev.xdc.search;

import dev.xdc.eval.CrossModalMap;
import dev.xdc.internal.file.Sha256;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;

/**
 * The maps between picture and sound beside the files of an index. Each has its hash in its name,
 * and a commit says which one it goes with: an index and its map never belong to different states.
 */
final class MapFiles {
  static final String PREFIX = "map-";
  private static final String SUFFIX = ".safetensors";
  private static final String NEW = "new-map" + SUFFIX;
  private static final int HASH_DIGITS = 16;

  private MapFiles() {}

  /** Writes a map and returns the name of its file. */
  static String write(Path folder, CrossModalMap map) throws IOException {
    Path file = folder.resolve(NEW);
    map.save(file);
    String name = PREFIX + Sha256.of(file).substring(0, HASH_DIGITS) + SUFFIX;
    Files.move(file, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    return name;
  }

  static CrossModalMap read(Path folder, String name) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw IndexFaults.damaged(folder, name + " is missing", null);
    }
    return CrossModalMap.load(file);
  }

  /** Deletes all maps but some. Who has just opened an older commit may still read its map. */
  static void deleteAllBut(Path folder, Set<String> kept) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, PREFIX + "*" + SUFFIX)) {
      for (Path file : files) {
        if (!kept.contains(file.getFileName().toString())) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
