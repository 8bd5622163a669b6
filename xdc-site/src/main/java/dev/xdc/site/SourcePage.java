package dev.xdc.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.CustomNode;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;

/**
 * A page in Markdown.
 *
 * @param source its file, relative to the root of the repository, with slashes
 * @param content the parsed text
 */
record SourcePage(String source, Node content) {
  private static final Parser PARSER =
      Parser.builder().extensions(List.of(TablesExtension.create())).build();

  static SourcePage read(Path root, Path file) throws IOException {
    String source = root.relativize(file).toString().replace('\\', '/');
    return new SourcePage(source, PARSER.parse(Files.readString(file)));
  }

  /** Returns the file of the site, relative to its root. */
  String target() {
    return target(source);
  }

  /** Returns the file that stands for a Markdown file: README.md is the index of its folder. */
  static String target(String source) {
    return source.replaceFirst("(^|/)README\\.md$", "$1index.md").replaceFirst("\\.md$", ".html");
  }

  /** Returns the text of the first heading. */
  String title() {
    for (Node node = content.getFirstChild(); node != null; node = node.getNext()) {
      if (node instanceof Heading heading) {
        return text(heading);
      }
    }
    return source;
  }

  /** Returns the text of a node, without its marks. */
  static String text(Node node) {
    StringBuilder text = new StringBuilder();
    node.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Text part) {
            text.append(part.getLiteral());
          }

          @Override
          public void visit(Code code) {
            text.append(code.getLiteral());
          }

          @Override
          public void visit(CustomNode node) {
            visitChildren(node);
            text.append(node instanceof TableCell ? " " : "");
          }

          @Override
          public void visit(ListItem item) {
            visitChildren(item);
            text.append(' ');
          }

          @Override
          public void visit(SoftLineBreak end) {
            text.append(' ');
          }

          @Override
          public void visit(HardLineBreak end) {
            text.append(' ');
          }
        });
    return text.toString();
  }

  /** Returns the anchor of a heading as GitHub makes it, without a number for repeated ones. */
  static String anchor(String heading) {
    return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}_ -]", "").replace(' ', '-');
  }
}
