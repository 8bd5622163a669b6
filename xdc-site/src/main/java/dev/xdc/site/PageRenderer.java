package dev.xdc.site;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.renderer.html.AttributeProvider;
import org.commonmark.renderer.html.HtmlRenderer;

/** Renders one page to HTML: headings get anchors, and links lead to pages of the site. */
final class PageRenderer implements AttributeProvider {
  private final String source;
  private final Links links;
  private final Map<String, Integer> seen = new HashMap<>();

  private PageRenderer(String source, Links links) {
    this.source = source;
    this.links = links;
  }

  /** Returns the HTML of what is between header and footer. */
  static String html(SourcePage page, Links links) {
    return HtmlRenderer.builder()
        .extensions(List.of(TablesExtension.create()))
        .attributeProviderFactory(context -> new PageRenderer(page.source(), links))
        .build()
        .render(page.content())
        .replace(" ± ", "&#160;±&#160;"); // a figure and its spread stay on one line
  }

  @Override
  public void setAttributes(Node node, String tag, Map<String, String> attributes) {
    if (node instanceof Heading heading) {
      attributes.put("id", anchor(seen, SourcePage.text(heading)));
    } else if (node instanceof Link link) {
      attributes.put("href", links.of(source, link.getDestination()));
    } else if (node instanceof Image image) {
      attributes.put("src", links.of(source, image.getDestination()));
    } else if (node instanceof FencedCodeBlock || node instanceof TableBlock) {
      attributes.put("tabindex", "0"); // scrolls by keys where it is wider than the window
    }
  }

  /** Returns the anchor of a heading; repeated ones are numbered. */
  static String anchor(Map<String, Integer> seen, String heading) {
    String anchor = SourcePage.anchor(heading);
    int times = seen.merge(anchor, 1, Integer::sum);
    return times == 1 ? anchor : anchor + "-" + (times - 1);
  }
}
