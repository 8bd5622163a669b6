package dev.xdc.suite.run;

import java.util.Locale;

/** Times in words. */
public final class Durations {

  private Durations() {}

  /** Returns a number of seconds in words, such as {@code 12 min}. */
  public static String text(double seconds) {
    if (seconds < 99.5) {
      return String.format(Locale.ROOT, "%.0f s", seconds);
    }
    return seconds < 99.5 * 60
        ? String.format(Locale.ROOT, "%.0f min", seconds / 60)
        : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
  }

  /** Returns the seconds that are left in words, such as {@code 12 min left}; NaN is unknown. */
  public static String left(double seconds) {
    return Double.isNaN(seconds) ? "time left not known yet" : text(seconds) + " left";
  }

  /**
   * Returns the same, or else what the present task alone will take by what it has taken.
   *
   * @param seconds that are left of all work; NaN is unknown
   * @param taken seconds that the task has taken for {@code done} of {@code planned}
   */
  public static String left(double seconds, double taken, long done, long planned) {
    double ofTask = TaskTimer.secondsLeft(taken, done, planned);
    return Double.isNaN(seconds) && ofTask >= 0 ? text(ofTask) + " left of this" : left(seconds);
  }
}
