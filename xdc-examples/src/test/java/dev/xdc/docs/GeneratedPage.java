package dev.xdc.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A page of {@code docs} whose second part is generated: what stands before the mark is written by
 * hand.
 */
final class GeneratedPage {
  private static final String MARK =
      "<!-- Generated from the code: do not edit below this line. -->\n";

  private final Path file;

  GeneratedPage(String name) {
    file = Path.of("../docs", name);
  }

  /** Returns the generated part as it is on the page. */
  String generated() throws IOException {
    return parts()[1];
  }

  /** Replaces the generated part. */
  void write(String generated) throws IOException {
    Files.writeString(file, parts()[0] + MARK + generated);
  }

  private String[] parts() throws IOException {
    String page = Files.readString(file).replace("\r\n", "\n");
    int mark = page.indexOf(MARK);
    if (mark < 0) {
      throw new IOException(file + " lacks the line '" + MARK.strip() + "'");
    }
    return new String[] {page.substring(0, mark), page.substring(mark + MARK.length())};
  }
}
