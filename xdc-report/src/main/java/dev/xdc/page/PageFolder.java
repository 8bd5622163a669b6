package dev.xdc.page;

import dev.xdc.internal.file.PlainFile;
import dev.xdc.internal.file.Unfinished;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The folder of a page. */
final class PageFolder {

  /** The page's file name. */
  static final String FILE = "index.html";

  /** Marks a page that a newer one may replace. */
  private static final String MARK = "<meta name=\"generator\" content=\"xdc report\">";

  private static final int FIRST_LINES = 20;

  private final Path folder;

  private PageFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes the folder.
   *
   * @throws IllegalArgumentException if it holds a page of something else
   */
  static PageFolder of(Path folder) throws IOException {
    Path whole = folder.toAbsolutePath().normalize();
    Path page = whole.resolve(FILE);
    if (Files.exists(page)) {
      try (Stream<String> lines = Files.lines(PlainFile.require(page))) {
        if (lines.limit(FIRST_LINES).noneMatch(line -> line.contains(MARK))) {
          throw foreign(page);
        }
      } catch (UncheckedIOException e) { // no text
        throw foreign(page);
      }
    }
    try {
      return new PageFolder(Files.createDirectories(whole));
    } catch (IOException e) {
      throw new IOException(whole + " cannot be made: choose another folder (" + e + ")", e);
    }
  }

  private static IllegalArgumentException foreign(Path page) {
    return new IllegalArgumentException(
        page + " is not a page of xdc report: choose another folder");
  }

  /** Returns where the page lies. */
  Path path() {
    return folder;
  }

  /** Writes the page, whole or not at all. */
  Path write(List<String> pieces) throws IOException {
    return Unfinished.write(folder.resolve(FILE), String.join("", pieces));
  }
}
