package dev.xdc.site;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Heading;
import org.commonmark.node.Link;
import org.commonmark.renderer.html.HtmlWriter;

/** The list of pages beside each page: the headings of {@code docs/README.md} and its links. */
final class Navigation extends AbstractVisitor {

  /** A page of a group. */
  private record Entry(String title, String target) {}

  /** What is below one heading. */
  private record Group(String title, List<Entry> entries) {}

  private final List<Group> groups = new ArrayList<>();
  private final SourcePage index;
  private final Links links;

  Navigation(SourcePage index, Links links) {
    this.index = index;
    this.links = links;
    groups.add(
        new Group("XDC for Java", new ArrayList<>(List.of(new Entry("Home", "index.html")))));
    index.content().accept(this);
  }

  @Override
  public void visit(Heading heading) {
    if (heading.getLevel() > 1) {
      groups.add(new Group(SourcePage.text(heading), new ArrayList<>()));
    }
  }

  @Override
  public void visit(Link link) {
    String relative = links.of(index.source(), link.getDestination());
    Path page = Path.of(index.target()).resolveSibling(relative).normalize();
    String target = page.toString().replace('\\', '/');
    groups.get(groups.size() - 1).entries().add(new Entry(SourcePage.text(link), target));
  }

  /** Returns the list as HTML, for the page at {@code page}. */
  String html(String page) {
    StringBuilder html = new StringBuilder();
    HtmlWriter out = new HtmlWriter(html);
    for (Group group : groups) {
      out.tag("h2");
      out.text(group.title());
      out.tag("/h2");
      out.tag("ul");
      for (Entry entry : group.entries()) {
        out.tag("li");
        out.raw(entry.target().equals(page) ? "<a aria-current=\"page\" href=\"" : "<a href=\"");
        out.text(Links.relative(page, entry.target()));
        out.raw("\">");
        out.text(entry.title());
        out.raw("</a>");
        out.tag("/li");
      }
      out.tag("/ul");
    }
    return html.toString();
  }
}
