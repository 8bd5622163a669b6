package dev.xdc.internal.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folders of derived files, native code among them, that several threads and JVMs may make at once.
 * Nobody but this user and root can write to them: what others could have changed is not used but
 * made anew.
 */
public final class CacheFolder {
  private static final Logger LOGGER = LoggerFactory.getLogger(CacheFolder.class);
  private static final int ATTEMPTS = 5;
  private static final String UNFINISHED = "tmp-";

  /** What this process has warned of. */
  private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

  /** Long after the process that made it has finished it or was killed. */
  private static final Duration LEFT_BEHIND = Duration.ofHours(1);

  /** Writes the files of a folder. */
  @FunctionalInterface
  public interface Filler {
    void fill(Path folder) throws IOException;
  }

  /** Says whether all files of a folder are there. */
  @FunctionalInterface
  public interface Check {
    boolean isComplete(Path folder) throws IOException;
  }

  /**
   * Makes something in a cache.
   *
   * @param <T> what it makes
   */
  @FunctionalInterface
  public interface Use<T> {
    T in(Path cache) throws IOException;
  }

  private CacheFolder() {}

  /**
   * Returns the cache of this user: the environment variable {@code XDC_CACHE}, or {@code
   * ~/.cache/xdc}. A user without a home folder, as in many containers, has one among the temporary
   * files.
   */
  public static Path ofUser() {
    String set = System.getenv("XDC_CACHE");
    return set == null || set.isBlank()
        ? ofHome(
            Path.of(System.getProperty("user.home")), Path.of(System.getProperty("java.io.tmpdir")))
        : Path.of(set).toAbsolutePath();
  }

  static Path ofHome(Path home, Path temporary) {
    return home.isAbsolute() // Java says ? where it knows of none
        ? home.resolve(".cache").resolve("xdc")
        : temporary.resolve("xdc-of-" + Ownership.number());
  }

  /**
   * Makes something in {@code cache}, or where that fails in a folder for this process alone.
   *
   * @param what names it in messages
   * @param temporary where that folder is made
   * @throws IOException if both fail; one line with both causes and the remedy
   */
  public static <T> T make(Path cache, Path temporary, String what, Use<T> use) throws IOException {
    try {
      return use.in(cache);
    } catch (IOException e) {
      String cause = reason(e);
      T made;
      try {
        made = use.in(ProcessFolder.in(temporary));
      } catch (IOException second) {
        throw new IOException(
            "%s cannot be unpacked (%s; %s): set XDC_CACHE to a folder of this user that has room for it and that programs may be started from"
                .formatted(what, cause, reason(second)),
            e);
      }
      if (TOLD.add(what + cause)) {
        LOGGER.warn(
            "{} is unpacked for this process alone, as {}: set XDC_CACHE to a folder of this user"
                + " to start faster",
            what,
            cause);
      }
      return made;
    }
  }

  /** Says what failed: the message of some exceptions is no more than the name of a file. */
  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException || e instanceof FileAlreadyExistsException) {
      return e.getMessage() + " cannot be written to";
    }
    return e instanceof FileSystemException file && file.getReason() == null
        ? file.getFile() + ": " + e.getClass().getSimpleName()
        : String.valueOf(e.getMessage());
  }

  /**
   * Makes the folder {@code name} of a cache hold what {@code filler} writes, unless {@code check}
   * finds it complete and nobody else could have written it.
   *
   * <p>The files are written beside it and moved there in one step, so that nobody sees half of
   * them. Of several that do this at once the first wins and the others take over its folder.
   *
   * @return the folder
   * @throws IOException if others can write to the cache, or the files cannot be written
   */
  public static Path make(Path cache, String name, Check check, Filler filler) throws IOException {
    Path parent = Ownership.requirePrivate(cache);
    Path folder = parent.resolve(name);
    if (isComplete(folder, check)) {
      return folder;
    }
    sweep(parent);
    Path fresh = Ownership.makeFolder(parent.resolve(UNFINISHED + UUID.randomUUID()));
    try {
      filler.fill(fresh);
      for (int attempt = 1; !isComplete(folder, check); attempt++) {
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
      discard(fresh);
    }
    return folder;
  }

  /** Returns whether only this user could have written what a folder holds. */
  public static boolean isPrivate(Path folder) throws IOException {
    return Ownership.isPrivate(folder);
  }

  /** Returns whether nothing in a folder can be started or loaded; false if that is not known. */
  public static boolean isNoexec(Path folder) {
    try {
      Path probe = Files.createTempFile(folder, UNFINISHED, "");
      try {
        return probe.toFile().setExecutable(true) && !Files.isExecutable(probe);
      } finally {
        Files.delete(probe);
      }
    } catch (IOException e) {
      LOGGER.debug("{} cannot be tried", folder, e);
      return false;
    }
  }

  private static boolean isComplete(Path folder, Check check) throws IOException {
    return Ownership.isPrivate(folder) && check.isComplete(folder);
  }

  /** Takes {@code folder} away in one step, then deletes it. */
  private static void remove(Path folder) throws IOException {
    Path old = folder.resolveSibling(UNFINISHED + UUID.randomUUID());
    try {
      Files.move(folder, old, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      return; // somebody else did
    } catch (FileSystemException e) {
      throw new IOException(
          folder + " is damaged or could be changed by other users, and cannot be removed", e);
    }
    LOGGER.warn("{} was damaged or could be changed by other users: it is made anew", folder);
    discard(old);
  }

  /** Deletes what is not used, as far as that is possible: files in folders of others stay. */
  private static void discard(Path unused) {
    try {
      Unfinished.delete(unused);
    } catch (IOException e) {
      LOGGER.debug("{} stays", unused, e);
    }
  }

  /** Deletes what killed processes have not finished. */
  private static void sweep(Path cache) throws IOException {
    FileTime youngest = FileTime.from(Instant.now().minus(LEFT_BEHIND));
    try (DirectoryStream<Path> left = Files.newDirectoryStream(cache, UNFINISHED + "*")) {
      for (Path folder : left) {
        if (Files.getLastModifiedTime(folder, LinkOption.NOFOLLOW_LINKS).compareTo(youngest) < 0) {
          discard(folder);
        }
      }
    } catch (NoSuchFileException e) {
      LOGGER.debug("{} is swept by somebody else", cache, e);
    }
  }
}
