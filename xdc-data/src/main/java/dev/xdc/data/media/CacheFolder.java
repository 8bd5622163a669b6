package dev.xdc.data.media;

import dev.xdc.internal.file.Unfinished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Folders of derived files that several threads and JVMs may make at once. */
final class CacheFolder {

  private static final int ATTEMPTS = 5;

  /** Writes the files of a folder. */
  @FunctionalInterface
  interface Filler {
    void fill(Path folder) throws IOException;
  }

  /** Says whether all files of a folder are there; false if there is no folder. */
  @FunctionalInterface
  interface Check {
    boolean isComplete(Path folder) throws IOException;
  }

  private CacheFolder() {}

  /**
   * Returns the cache of this user: the environment variable {@code XDC_CACHE}, or {@code
   * ~/.cache/xdc}.
   */
  static Path ofUser() {
    String set = System.getenv("XDC_CACHE");
    return set == null || set.isBlank()
        ? Path.of(System.getProperty("user.home"), ".cache", "xdc")
        : Path.of(set).toAbsolutePath();
  }

  /**
   * Makes {@code folder} hold what {@code filler} writes, unless {@code check} finds it complete.
   *
   * <p>The files are written beside it and moved there in one step, so that nobody sees half of
   * them. Of several that do this at once the first wins and the others take over its folder.
   */
  static void make(Path folder, Check check, Filler filler) throws IOException {
    if (check.isComplete(folder)) {
      return;
    }
    Path parent = Files.createDirectories(folder.toAbsolutePath().getParent());
    Path fresh = Files.createDirectory(parent.resolve("tmp-" + UUID.randomUUID()));
    try {
      filler.fill(fresh);
      for (int attempt = 1; !check.isComplete(folder); attempt++) {
        if (attempt > 1) {
          remove(folder);
        }
        try {
          Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
          // Most likely an incomplete folder is in the way, or somebody else's, made meanwhile.
          if (attempt == ATTEMPTS) {
            throw e;
          }
        }
      }
    } finally {
      Unfinished.delete(fresh);
    }
  }

  /** Takes {@code folder} away in one step, then deletes it. */
  private static void remove(Path folder) throws IOException {
    Path old = folder.resolveSibling("tmp-" + UUID.randomUUID());
    try {
      Files.move(folder, old, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      return; // somebody else did
    }
    Unfinished.delete(old);
  }
}
