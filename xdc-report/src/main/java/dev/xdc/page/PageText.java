package dev.xdc.page;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/**
 * The text of a page: a frame, styles, a script and the data as JSON. Its content security policy
 * admits these styles and this script alone, and no network.
 */
final class PageText {
  /** Escapes what HTML means something by, so that no name in the data ends its element. */
  private static final Gson ESCAPING = new Gson();

  private static final List<String> OF_A_RUN =
      List.of(
          "curves.js",
          "evaluation.js",
          "confusion.js",
          "clusters.js",
          "player.js",
          "page.js",
          "map.js",
          "selection.js",
          "run.js");

  private static final List<String> OF_RUNS =
      List.of("curves.js", "evaluation.js", "confusion.js", "runs.js");

  private PageText() {}

  /** Returns the page of a run in pieces, to be written one after the other. */
  static List<String> of(PageData data) throws IOException {
    return of(data, "XDC run", "page.html", OF_A_RUN);
  }

  /** Returns the page that compares runs in pieces. */
  static List<String> of(RunsPage.Data data) throws IOException {
    return of(data, "XDC runs", "runs.html", OF_RUNS);
  }

  private static List<String> of(Object data, String title, String body, List<String> parts)
      throws IOException {
    String style = resource("page.css");
    StringBuilder scripts = new StringBuilder();
    for (String part : parts) {
      scripts.append(resource(part));
    }
    String script = scripts.toString();
    String policy =
        "default-src 'none'; base-uri 'none'; form-action 'none'; img-src 'self' file: data:;"
            + " media-src 'self' file:; style-src '"
            + hash(style)
            + "'; script-src '"
            + hash(script)
            + "'";
    String frame =
        resource("frame.html").replace("@TITLE@", title).replace("@BODY@", resource(body));
    return List.of(
        before(frame, "@POLICY@"),
        policy,
        between(frame, "@POLICY@", "@STYLE@"),
        style,
        between(frame, "@STYLE@", "@DATA@"),
        ESCAPING.toJson(data),
        between(frame, "@DATA@", "@SCRIPT@"),
        script,
        frame.substring(frame.indexOf("@SCRIPT@") + "@SCRIPT@".length()));
  }

  private static String before(String frame, String mark) {
    return frame.substring(0, frame.indexOf(mark));
  }

  private static String between(String frame, String first, String second) {
    return frame.substring(frame.indexOf(first) + first.length(), frame.indexOf(second));
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = PageText.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new NoSuchFileException(name, null, "is missing in xdc-report.jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
