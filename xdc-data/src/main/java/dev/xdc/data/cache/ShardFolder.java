package dev.xdc.data.cache;

import dev.xdc.internal.file.PlainFile;
import dev.xdc.internal.file.Unfinished;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A folder of shards that one writer holds: nobody else writes there until it is closed. */
final class ShardFolder implements AutoCloseable {

  /** Ends the names of what is written meanwhile. */
  private static final String TEMPORARY = ".tmp";

  private static final String LOCK = "shards.lock";

  private final Path folder;
  private final FileChannel lockFile;

  /**
   * Holds {@code folder}, which is made if it does not exist.
   *
   * @throws IOException if another process writes to it
   */
  ShardFolder(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder);
    lockFile = lock(folder);
  }

  private static FileChannel lock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            PlainFile.require(folder.resolve(LOCK)),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      channel.close();
      throw new IOException(folder + " is being written by another process; wait for it");
    }
    return channel;
  }

  /**
   * Returns the manifest that the folder has, or gives it {@code wanted}.
   *
   * @throws IOException if the folder holds other files, or shards of other settings
   */
  ShardManifest manifest(ShardManifest wanted) throws IOException {
    if (!Files.exists(folder.resolve(ShardManifest.FILE))) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
        for (Path file : files) {
          String name = file.getFileName().toString();
          if (!name.equals(LOCK) && !isUnfinished(file)) {
            throw new IOException(
                folder + " holds other files (" + name + "); choose an empty folder");
          }
        }
      }
      wanted.write(folder);
      return wanted;
    }
    ShardManifest found = ShardManifest.read(folder);
    ShardManifest plain = ShardManifest.begun(found.format(), found.classes(), found.shardBytes());
    if (!plain.equals(wanted)) {
      throw new IOException(
          folder
              + " was begun with other settings ("
              + found.format()
              + ", "
              + found.classes().size()
              + " classes, shards of "
              + (found.shardBytes() >> 20)
              + " MB); give the same ones, or another folder");
    }
    return found;
  }

  /** Deletes what a writer that was cut off has left. */
  void deleteUnfinished() throws IOException {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder, ShardFolder::isUnfinished)) {
      for (Path file : files) {
        Unfinished.delete(file);
      }
    }
  }

  private static boolean isUnfinished(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(Unfinished.PREFIX) || name.endsWith(TEMPORARY);
  }

  /** Makes a folder for what is about to be written; it goes with the lock. */
  Path spool() throws IOException {
    return Files.createDirectories(spoolFolder());
  }

  private Path spoolFolder() {
    return folder.resolve("spool" + TEMPORARY);
  }

  /** Gives the folder free. */
  @Override
  public void close() throws IOException {
    Unfinished.delete(spoolFolder());
    lockFile.close();
    Files.deleteIfExists(folder.resolve(LOCK));
  }
}
