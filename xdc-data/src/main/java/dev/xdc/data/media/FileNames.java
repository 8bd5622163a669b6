package dev.xdc.data.media;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * File names as text, whatever the locale. Java takes names apart in the locale's character set:
 * under {@code LC_ALL=C} it lists a file {@code Größe.mp4} under a damaged name and refuses to make
 * a path of the right one. Through addresses ({@code file:///Gr%C3%B6%C3%9Fe.mp4}) both work.
 */
public final class FileNames {
  /** Characters of a path in messages: the longest that Linux takes. */
  private static final int SHOWN = 4096;

  private static final char UNKNOWN = '\uFFFD';

  private FileNames() {}

  /** Returns whether a text that {@link #text} has returned stands for one file only. */
  public static boolean isText(String text) {
    return text.indexOf(UNKNOWN) < 0;
  }

  /** Returns {@code path} as text, names in UTF-8 on systems whose names are bytes. */
  public static String text(Path path) {
    String text = path.toString();
    if (isText(text) || File.separatorChar != '/') {
      return text;
    }
    Path root = Path.of("/");
    return path.isAbsolute()
        ? path.toUri().getPath()
        : root.resolve(path).toUri().getPath().substring(1);
  }

  /**
   * Returns the name of an absolute {@code path} as FFmpeg's libraries take it: the file system's
   * own bytes, or UTF-8 where names are text.
   */
  static byte[] bytes(Path path) {
    if (File.separatorChar != '/') {
      return path.toString().getBytes(StandardCharsets.UTF_8);
    }
    String escaped = path.toUri().getRawPath();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < escaped.length(); i++) {
      char c = escaped.charAt(i);
      if (c == '%') {
        bytes.write(Integer.parseInt(escaped, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.write(c);
      }
    }
    return bytes.toByteArray();
  }

  /**
   * Returns {@code path} as text on one line, for messages; the middle of a long one is left out.
   */
  static String shown(Path path) {
    String text = text(path);
    String shown =
        text.length() <= SHOWN
            ? text
            : text.substring(0, SHOWN / 2) + "..." + text.substring(text.length() - SHOWN / 2);
    return shown.replaceAll("\\p{Cntrl}", "?");
  }

  /**
   * Returns the file that {@code name} names, relative to {@code folder} unless it is absolute.
   *
   * @throws InvalidPathException if the system has no such names
   */
  public static Path resolve(Path folder, String name) {
    try {
      return folder.resolve(name);
    } catch (InvalidPathException e) {
      if (File.separatorChar != '/' || name.indexOf('\0') >= 0) {
        throw e;
      }
      Path named = Path.of(URI.create("file:///" + escaped(name)));
      Path root = Path.of("/");
      return name.startsWith("/") ? named : folder.resolve(root.relativize(named));
    }
  }

  /**
   * Returns the one path by which a file is known, however it is spelled: absolute, without {@code
   * .}, {@code ..} and symbolic links. Of a file that does not exist the folders that do are
   * resolved.
   */
  public static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      Path absolute = path.toAbsolutePath().normalize();
      Path folder = absolute.getParent();
      return folder == null ? absolute : real(folder).resolve(absolute.getFileName());
    }
  }

  private static String escaped(String name) {
    StringBuilder escaped = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = b == '/' || b == '.' || b == '-' || (b >= 0 && Character.isLetterOrDigit(b));
      escaped.append(plain ? String.valueOf((char) b) : String.format("%%%02X", b & 255));
    }
    return escaped.toString();
  }
}
