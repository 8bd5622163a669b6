package dev.xdc.site;

import com.google.gson.Gson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;

/** What the search box looks through: an entry for each heading with the text below it. */
final class SearchEntries {

  /** One heading. */
  private record Entry(String url, String page, String heading, String text) {}

  private final List<Entry> entries = new ArrayList<>();

  void add(SourcePage page) {
    Map<String, Integer> seen = new HashMap<>();
    String heading = page.title();
    String url = page.target();
    StringBuilder text = new StringBuilder();
    for (Node node = page.content().getFirstChild(); node != null; node = node.getNext()) {
      if (node instanceof Heading next) {
        put(page, url, heading, text);
        heading = SourcePage.text(next);
        url = page.target() + "#" + PageRenderer.anchor(seen, heading);
      } else {
        text.append(' ').append(SourcePage.text(node));
      }
    }
    put(page, url, heading, text);
  }

  private void put(SourcePage page, String url, String heading, StringBuilder text) {
    if (!text.isEmpty()) {
      entries.add(new Entry(url, page.title(), heading, text.toString().strip()));
      text.setLength(0);
    }
  }

  /** Returns a script that defines them: pages opened from disk may not fetch other files. */
  String script() {
    return "const ENTRIES = " + new Gson().toJson(entries) + ";\n";
  }
}
