package dev.xdc.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** Turns links between Markdown files into links between pages of the site. */
final class Links {
  private final Path root;
  private final Set<String> pages;
  private final Set<String> files = new TreeSet<>();

  /**
   * Knows the pages.
   *
   * @param root of the repository
   * @param pages the Markdown files that become pages, relative to it
   */
  Links(Path root, Set<String> pages) {
    this.root = root;
    this.pages = Set.copyOf(pages);
  }

  /**
   * Returns what a link becomes.
   *
   * @param page the Markdown file that has it
   * @throws IllegalArgumentException if it leads nowhere
   */
  String of(String page, String link) {
    if (link.startsWith("#") || link.matches("[a-z]+:.*")) {
      return link;
    }
    int hash = link.indexOf('#');
    String file = hash < 0 ? link : link.substring(0, hash);
    String anchor = hash < 0 ? "" : link.substring(hash);
    Path from = root.resolve(page).resolveSibling(file).normalize();
    String source = root.relativize(from).toString().replace('\\', '/');
    if (pages.contains(source)) {
      return relative(SourcePage.target(page), SourcePage.target(source)) + anchor;
    }
    if (!from.startsWith(root) || !Files.isRegularFile(from)) {
      throw new IllegalArgumentException(page + " links to " + link + ", which is no file");
    }
    files.add(source);
    return relative(SourcePage.target(page), source) + anchor;
  }

  /** Returns the way from one file of the site to another. */
  static String relative(String from, String to) {
    return "../".repeat((int) from.chars().filter(c -> c == '/').count()) + to;
  }

  /** Copies the files that are no pages and were linked to, such as pictures. */
  void copyFiles(Path site) throws IOException {
    for (String file : files) {
      Path copy = site.resolve(file);
      Files.createDirectories(copy.getParent());
      Files.write(copy, Files.readAllBytes(root.resolve(file)));
    }
  }
}
