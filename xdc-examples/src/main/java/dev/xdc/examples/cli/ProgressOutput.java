package dev.xdc.examples.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Locale;

/** Where progress is shown: a bar on a terminal, lines anywhere else. */
interface ProgressOutput extends AutoCloseable {

  /**
   * Shows where the work stands; called often.
   *
   * @param task what is going on
   * @param done of {@code planned} clips or files
   * @param secondsLeft estimate for all that is left; NaN if not known yet
   */
  void update(String task, long done, long planned, double secondsLeft);

  /** Shows a line that stays. */
  void line(String text);

  @Override
  void close();

  /** Returns the output for this JVM: a bar only if a person is looking. */
  static ProgressOutput to(PrintWriter err) {
    return isTerminal() ? new BarProgress(err) : new LineProgress(err);
  }

  @SuppressWarnings("SystemConsoleNull") // from Java 22 on isTerminal tells
  private static boolean isTerminal() {
    Console console = System.console();
    if (console == null || Runtime.version().feature() < 22) {
      return console != null;
    }
    try {
      return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  /** Returns a time in words, such as {@code 12 min left}. */
  static String left(double seconds) {
    return Double.isNaN(seconds) ? "time left not known yet" : duration(seconds) + " left";
  }

  /** Returns a time in words, such as {@code 12 min}. */
  static String duration(double seconds) {
    if (seconds < 99.5) {
      return String.format(Locale.ROOT, "%.0f s", seconds);
    }
    return seconds < 99.5 * 60
        ? String.format(Locale.ROOT, "%.0f min", seconds / 60)
        : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
  }
}
