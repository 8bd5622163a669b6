package dev.xdc.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteWriterTest {
  @TempDir private Path root;

  @BeforeEach
  void makeDocs() throws IOException {
    for (String page : List.of("CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")) {
      Files.writeString(root.resolve(page), "# " + page);
    }
    Files.writeString(root.resolve("NOTICE"), "notice");
    Files.createDirectories(root.resolve("docs/guides"));
    write("README.md", "# Home\n\n[one](docs/guides/one.md#same-1)");
    write("docs/README.md", "# All\n\n## Guides\n\n- [One & only](guides/one.md)\n");
    write(
        "docs/guides/one.md",
        "# One\n\n## Same\n\n## `Same`\n\n|a|\n|-|\n|x|\n\n[up](../README.md) [n](../../NOTICE)\n");
  }

  private void write(String page, String text) throws IOException {
    Files.writeString(root.resolve(page), text);
  }

  private String written(String page) throws IOException {
    Path site = root.resolve("site");
    SiteWriter.main(root.toString(), site.toString());
    return Files.readString(site.resolve(page));
  }

  @Test
  void linksLeadToPagesAndAnchors() throws IOException {
    assertThat(written("index.html")).contains("href=\"docs/guides/one.html#same-1\"");
    assertThat(written("docs/guides/one.html"))
        .contains("id=\"same-1\"", "href=\"../../docs/index.html\"", "href=\"../../NOTICE\"")
        .contains("<td>x</td>", "href=\"../../site.css\"");
    assertThat(root.resolve("site/NOTICE")).hasContent("notice");
  }

  @Test
  void navigationNamesThePagesOfTheIndex() throws IOException {
    assertThat(written("docs/guides/one.html"))
        .contains("<h2>Guides</h2>")
        .contains(
            "<a aria-current=\"page\" href=\"../../docs/guides/one.html\">One &amp; only</a>");
  }

  @Test
  void searchKnowsEachHeading() throws IOException {
    assertThat(written("entries.js"))
        .startsWith("const ENTRIES = [")
        .contains("docs/guides/one.html#same-1");
  }

  @Test
  void searchKeepsListItemsApart() throws IOException {
    write("README.md", "# Home\n\n- one.\n- two\n");
    assertThat(written("entries.js")).contains("one. two");
  }

  @Test
  void figuresStayOnOneLine() throws IOException {
    write("docs/guides/one.md", "# One\n\n|a|\n|-|\n|1 ± 2|\n");
    write("README.md", "# Home");
    assertThat(written("docs/guides/one.html")).contains("<td>1&#160;±&#160;2</td>");
  }

  @Test
  void javadocFindsItsFonts() throws IOException {
    assertThat(written("apidocs/resources/fonts/dejavu.css")).startsWith("/*");
  }

  @Test
  void aLinkToNoFileIsRefused() throws IOException {
    write("README.md", "[x](docs/none.md)");
    assertThatThrownBy(() -> written("index.html"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("README.md links to docs/none.md, which is no file");
  }
}
