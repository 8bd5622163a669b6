package dev.xdc.data.media;

import com.github.kokorin.jaffree.log.LogMessage;
import com.github.kokorin.jaffree.process.StdReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the last lines a program writes to its error stream.
 *
 * @param <T> the result of the process, which does not come from here
 */
final class ErrorTail<T> implements StdReader<T> {

  private static final int LINES = 8;
  private static final int LINE_LENGTH = 300;

  private final Deque<String> lines = new ArrayDeque<>();

  @Override
  public @Nullable T read(InputStream stream) {
    // Whatever its length, the stream is read to its end: a full pipe would stop the program.
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        add(line);
      }
    } catch (IOException e) {
      add("(error stream lost: " + e.getMessage() + ")");
    }
    return null;
  }

  private synchronized void add(String line) {
    String text = line.replaceFirst("^(\\[[^\\]]*\\] )*\\[(error|fatal|panic)\\] ", "").strip();
    if (text.isEmpty()) {
      return;
    }
    if (lines.size() == LINES) {
      lines.removeFirst();
    }
    lines.addLast(text.length() > LINE_LENGTH ? text.substring(0, LINE_LENGTH) + "..." : text);
  }

  synchronized String text() {
    return String.join("\n", lines);
  }

  @Override
  public List<LogMessage> getErrorLogMessages() {
    return List.of();
  }
}
