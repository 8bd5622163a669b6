package dev.xdc.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation.
 *
 * @param path where it is
 * @param text its Markdown
 */
record Page(Path path, String text) {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
  private static final Pattern LIST_ITEM = Pattern.compile("\\s*([-*]|\\d+\\.) .*");

  /** Returns all pages: those in the root, and {@code docs}. */
  static List<Page> all() throws IOException {
    List<Page> pages = new ArrayList<>();
    for (String name : List.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md")) {
      pages.add(of(ROOT.resolve(name)));
    }
    try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
      files
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .map(Page::of)
          .forEach(pages::add);
    }
    return pages;
  }

  static Page of(Path path) {
    try {
      return new Page(path, Files.readString(path).replace("\r\n", "\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the name below the root, with slashes. */
  String name() {
    return ROOT.relativize(path).toString().replace('\\', '/');
  }

  /** Returns the blocks of code of a language. */
  List<String> blocks(String language) {
    return BLOCK
        .matcher(text)
        .results()
        .filter(block -> block.group(1).equals(language))
        .map(block -> block.group(2))
        .toList();
  }

  /** Returns the text without blocks of code. */
  String prose() {
    return BLOCK.matcher(text).replaceAll("");
  }

  /** Returns the anchors of the headings as GitHub makes them. */
  Set<String> anchors() {
    Set<String> anchors = new LinkedHashSet<>();
    Map<String, Integer> seen = new HashMap<>();
    for (MatchResult heading : HEADING.matcher(prose()).results().toList()) {
      String anchor =
          heading
              .group(1)
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{N}_ -]", "")
              .replace(' ', '-');
      int times = seen.merge(anchor, 1, Integer::sum);
      anchors.add(times == 1 ? anchor : anchor + "-" + (times - 1));
    }
    return anchors;
  }

  /** Returns the paragraphs and list items, without headings and tables. */
  List<String> paragraphs() {
    List<String> paragraphs = new ArrayList<>();
    StringBuilder paragraph = new StringBuilder();
    for (String line : (prose() + "\n\n").split("\n", -1)) {
      boolean text = !line.isBlank() && !line.startsWith("#") && !line.startsWith("|");
      if ((!text || LIST_ITEM.matcher(line).matches()) && !paragraph.isEmpty()) {
        paragraphs.add(paragraph.toString().strip());
        paragraph.setLength(0);
      }
      if (text) {
        paragraph.append(line).append(' ');
      }
    }
    return paragraphs;
  }
}
