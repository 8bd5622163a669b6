package dev.xdc.data.media;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keeps the last lines of what is written to it, whatever its length. */
final class ErrorTail extends OutputStream {

  private static final int LINES = 8;
  private static final int LINE_LENGTH = 300;

  /** Without the format's name the line says nothing, and the list behind it is always the same. */
  private static final Pattern NOT_ALLOWED =
      Pattern.compile("^\\[([\\w,]+) @ \\w+\\] (?:\\[\\w+\\] )?Format not on whitelist.*");

  /** FFmpeg's name and address of the part that speaks, and how bad it takes it to be. */
  private static final Pattern SPEAKER =
      Pattern.compile(
          "^(?:(?:\\[[^\\]]*\\] )*\\[(?:error|fatal|panic)\\] |(?:\\[[^\\]]* @ \\w+\\] )+)");

  /** Follows the line that says what is wrong with the header. */
  private static final String SUMMARY = "error reading header";

  private final Deque<String> lines = new ArrayDeque<>();
  private final byte[] line = new byte[2 * LINE_LENGTH];
  private int length;

  /** Returns what is kept of lines that are there already. */
  static String of(String lines) {
    ErrorTail tail = new ErrorTail();
    for (byte b : lines.getBytes(StandardCharsets.UTF_8)) {
      tail.write(b);
    }
    return tail.text();
  }

  @Override
  public void write(int b) {
    if (b == '\n' || b == '\r') {
      endLine();
    } else if (length < line.length) {
      line[length++] = (byte) b;
    }
  }

  private void endLine() {
    String said = new String(line, 0, length, StandardCharsets.UTF_8);
    length = 0;
    Matcher refused = NOT_ALLOWED.matcher(said);
    if (refused.matches()) {
      said = InputGuard.NOT_ALLOWED + refused.group(1);
    }
    String text = SPEAKER.matcher(said).replaceFirst("").strip();
    if (text.isEmpty() || (text.equals(SUMMARY) && !lines.isEmpty())) {
      return;
    }
    if (lines.size() == LINES) {
      lines.removeFirst();
    }
    lines.addLast(text.length() > LINE_LENGTH ? text.substring(0, LINE_LENGTH) + "..." : text);
  }

  /** Returns the lines, an unfinished one included. */
  String text() {
    endLine();
    return String.join("\n", lines);
  }
}
