package dev.xdc.cli.output;

import dev.xdc.suite.run.Durations;
import java.util.Locale;

/**
 * What a line of progress says, such as {@code round 1/5 video train 41 % [=====> ] 123/300, 12 min
 * left}. In a narrow window first the bar goes, then the numbers, then the time.
 *
 * @param task what is being done
 * @param done of {@code planned}
 * @param planned how many there are in all; 0 if that is not known yet
 * @param secondsLeft estimate for the rest of the work; NaN if it is not known: that of the task is
 *     shown instead
 */
record BarText(String task, long done, long planned, double secondsLeft) {
  private static final int SHORTEST_BAR = 8;
  private static final int LONGEST_BAR = 40;

  /**
   * Returns the line.
   *
   * @param seconds that the task has taken
   * @param room the most characters it may have
   */
  String in(int room, double seconds) {
    String left =
        ", "
            + (Double.isNaN(secondsLeft) && (done == 0 || planned <= 0)
                ? Durations.text(seconds) + " so far"
                : Durations.left(secondsLeft, seconds, done, planned));
    if (planned <= 0) {
      return fitting(room, task + left, task);
    }
    double share = Math.min(1, (double) done / planned);
    String percent = task + String.format(Locale.ROOT, " %3d %%", (int) (100 * share));
    String counts = String.format(Locale.ROOT, " %,d/%,d", done, planned);
    String whole = percent + counts + left;
    int bar = Math.min(LONGEST_BAR, room - whole.length() - 3);
    if (bar >= SHORTEST_BAR) {
      return percent + " [" + bar(bar, share) + "]" + counts + left;
    }
    String tail = percent.substring(task.length());
    String cut = task.substring(0, Math.max(0, Math.min(task.length(), room - tail.length())));
    return fitting(room, whole, percent + left, percent, cut + tail);
  }

  private static String bar(int length, double share) {
    int full = (int) (length * share);
    return "=".repeat(full)
        + (full < length ? ">" : "")
        + " ".repeat(Math.max(0, length - full - 1));
  }

  /** Returns the first text that fits; the last one in any case. */
  private static String fitting(int room, String... texts) {
    for (String text : texts) {
      if (text.length() <= room) {
        return text;
      }
    }
    return texts[texts.length - 1];
  }
}
