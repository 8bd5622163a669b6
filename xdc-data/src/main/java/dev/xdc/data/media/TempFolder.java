package dev.xdc.data.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder for one run of a program: what it writes, and stand-ins for files whose names it might
 * not get right. No other user can look into it, and it is gone after {@link #close()}, or when the
 * JVM ends in an orderly way; what a killed JVM has left is deleted by a later one, see {@link
 * Orphans}.
 *
 * <p>Programs give their output here and not to a local socket, to which anybody on the machine
 * could connect. The files are gone long before the system would write them to a disk.
 */
final class TempFolder implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(TempFolder.class);

  /** Begins the name of every such folder; the number of the JVM's process follows. */
  static final String PREFIX = "xdc-run-";

  private static final int DELETE_ATTEMPTS = 100;
  private static final long DELETE_PAUSE_MILLIS = 10;

  private final Path path;
  private final ExitHook hook;

  private TempFolder(Path path) {
    this.path = path;
    hook = ExitHook.add(this::delete);
  }

  /**
   * Makes a folder in the folder for temporary files.
   *
   * @throws IOException if that is not possible; names the remedy
   */
  static TempFolder make() throws IOException {
    Orphans.sweepOnce();
    try {
      return new TempFolder(
          Files.createTempDirectory(PREFIX + ProcessHandle.current().pid() + "-").toAbsolutePath());
    } catch (IOException e) {
      throw new IOException(
          "no folder can be made in "
              + System.getProperty("java.io.tmpdir")
              + " ("
              + e
              + "); name another one with -Djava.io.tmpdir=FOLDER",
          e);
    }
  }

  Path path() {
    return path;
  }

  /** Returns a file of this folder, which need not exist. */
  Path file(String name) {
    return path.resolve(name);
  }

  /**
   * Returns the address of {@code file} for a program that runs in this folder: of the file itself
   * if its name is plain ASCII, else of a link to it. How Java encodes other names for programs
   * depends on locale and JDK, and under the locale C it does not do so at all.
   *
   * @param link name of the link, without extension, used once
   */
  String address(Path file, String link) {
    Path absolute = file.toAbsolutePath();
    String name = absolute.toString();
    if (name.chars().allMatch(c -> c < 128)) {
      return InputGuard.url(absolute);
    }
    String extension = name.replaceFirst("(?s).*?(\\.[A-Za-z0-9]{1,8})?$", "$1");
    try {
      return InputGuard.url(Files.createSymbolicLink(file(link + extension), absolute));
    } catch (IOException | UnsupportedOperationException e) {
      // Windows keeps links to itself, but takes names of any kind.
      LOGGER.debug("no link to {}", absolute, e);
      return InputGuard.url(absolute);
    }
  }

  /** Deletes this folder and all that is in it. */
  @Override
  public void close() {
    if (hook.remove()) {
      delete();
    }
  }

  /** Deletes a folder of files. */
  static void delete(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(folder);
  }

  private void delete() {
    try {
      for (int attempt = 1; ; attempt++) {
        try {
          delete(path);
          return;
        } catch (DirectoryNotEmptyException e) {
          // A program that is being killed as the JVM ends may have written once more.
          if (attempt == DELETE_ATTEMPTS) {
            throw e;
          }
          Thread.sleep(DELETE_PAUSE_MILLIS);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      LOGGER.warn("the folder {} cannot be deleted: {}", path, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
