package dev.xdc.site;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.commonmark.renderer.html.HtmlWriter;

/** Writes the site: a page for each Markdown file, with navigation and search. */
public final class SiteWriter {
  private static final String INDEX = "docs/README.md";
  private static final List<String> AT_THE_ROOT =
      List.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md");
  private static final List<String> PARTS = List.of("site.css", "search.js");

  private SiteWriter() {}

  /** Arguments: the root of the repository, and the folder of the site. */
  public static void main(String... args) throws IOException {
    Path root = Path.of(args[0]).toRealPath();
    Path site = Files.createDirectories(Path.of(args[1]));
    Map<String, SourcePage> pages = pages(root);
    Links links = new Links(root, pages.keySet());
    SourcePage index = pages.get(INDEX);
    if (index == null) {
      throw new IOException(root + " is not the root of the repository: " + INDEX + " is missing");
    }
    Navigation navigation = new Navigation(index, links);
    SearchEntries entries = new SearchEntries();
    String template = part("page.html");
    for (SourcePage page : pages.values()) {
      Path file = site.resolve(page.target());
      Files.createDirectories(file.getParent());
      Files.writeString(file, html(template, page, navigation, links));
      entries.add(page);
    }
    for (String part : PARTS) {
      Files.writeString(site.resolve(part), part(part));
    }
    Files.writeString(site.resolve("entries.js"), entries.script());
    // Javadoc's style sheet asks for it, and some distributions' JDKs come without Javadoc's fonts.
    Path fonts = Files.createDirectories(site.resolve("apidocs/resources/fonts"));
    Files.writeString(fonts.resolve("dejavu.css"), "/* the fonts of the system */\n");
    links.copyFiles(site);
    System.out.println(pages.size() + " pages: " + site.resolve("index.html"));
  }

  private static Map<String, SourcePage> pages(Path root) throws IOException {
    Map<String, SourcePage> pages = new LinkedHashMap<>();
    for (String name : AT_THE_ROOT) {
      pages.put(name, SourcePage.read(root, root.resolve(name)));
    }
    try (Stream<Path> files = Files.walk(root.resolve("docs"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".md")).sorted().toList()) {
        SourcePage page = SourcePage.read(root, file);
        pages.put(page.source(), page);
      }
    }
    return pages;
  }

  private static String html(String template, SourcePage page, Navigation navigation, Links links) {
    String target = page.target();
    StringBuilder title = new StringBuilder();
    new HtmlWriter(title).text(page.title());
    return template
        .replace("{title}", title)
        .replace("{root}", Links.relative(target, ""))
        .replace("{navigation}", navigation.html(target))
        .replace("{content}", PageRenderer.html(page, links));
  }

  private static String part(String name) throws IOException {
    try (InputStream in = SiteWriter.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException(name + " is missing in the jar of the site's writer");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
