package dev.xdc.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Files that are on the disk, not only in its cache, when a call returns. */
final class DurableFiles {
  private DurableFiles() {}

  /** Writes a new file. */
  static void write(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
    sync(file);
  }

  /** Waits until a file is on the disk. */
  static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** Makes the names in a folder last. */
  static void syncFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      return; // Windows opens no folders, and keeps names by itself
    }
  }

  /** Deletes a file or a folder with all it holds, if it is there. */
  static void delete(Path path) throws IOException {
    if (Files.exists(path)) {
      List<Path> entries;
      try (Stream<Path> walk = Files.walk(path)) {
        entries = walk.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path entry : entries) {
        Files.delete(entry);
      }
    }
  }
}
