package dev.xdc.internal.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files as opposed to what else may lie under a name. Opening a pipe waits for somebody at its
 * other end, and a device such as {@code /dev/zero} never ends.
 */
public final class PlainFile {

  private PlainFile() {}

  /**
   * Checks a file before it is read or written. One that is not there is left to whoever opens it.
   *
   * @return the file
   * @throws IOException if it is a folder, a pipe, a device or a socket, or a link to one; names it
   */
  public static Path require(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + " is a folder, must be a file");
    }
    requireNoDevice(file);
    return file;
  }

  /**
   * Checks the place of a file or folder before it is replaced.
   *
   * @throws IOException if it is a pipe, a device or a socket, or a link to one; names it
   */
  static void requireNoDevice(Path path) throws IOException {
    if (Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path)) {
      throw new IOException(path + " is a pipe, a device or a socket, must be a file");
    }
  }
}
