package dev.xdc.internal.file;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Paths as text. Names are bytes on most systems, and not all of them are text in the system's
 * encoding: under the locale C, none outside of ASCII is. Such a path is written as an address that
 * begins with {@code file:///}, as no other path in its shortest form does.
 */
public final class PathText {

  private static final String ADDRESS = "file:///";

  private PathText() {}

  /** Returns whether {@code path} can be distinguished from all others by its text. */
  public static boolean isText(Path path) {
    try {
      return Path.of(path.toString()).equals(path);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** Returns {@code path} as text, for {@link #read(String)} in another JVM. */
  public static String write(Path path) {
    return isText(path) ? path.toString() : path.toUri().toString();
  }

  /**
   * Reads what {@link #write(Path)} has written.
   *
   * @throws InvalidPathException if this system's encoding cannot express it
   */
  public static Path read(String text) {
    return read(text, Path.of(""));
  }

  /**
   * Returns {@code path} as text, with forward slashes and counted from {@code root} if it lies
   * below.
   */
  public static String write(Path path, Path root) {
    if (!isText(path)) {
      return path.toUri().toString();
    }
    if (!path.startsWith(root)) {
      return path.toString();
    }
    Path relative = root.relativize(path);
    return relative.toString().replace(relative.getFileSystem().getSeparator(), "/");
  }

  /**
   * Reads what {@link #write(Path, Path)} has written.
   *
   * @throws InvalidPathException if this system's encoding cannot express it
   */
  public static Path read(String text, Path root) {
    return text.startsWith(ADDRESS) ? Path.of(URI.create(text)) : root.resolve(Path.of(text));
  }
}
