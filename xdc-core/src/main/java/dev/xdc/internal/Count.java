package dev.xdc.internal;

import java.util.Locale;

/** Numbers of things in words. */
public final class Count {

  private Count() {}

  /** Returns a number and what it counts: {@code 1 video}, {@code 2 videos}. */
  public static String of(long number, String one) {
    return number + " " + one + plural(number);
  }

  /** Returns the same with separators of thousands: {@code 31,250 steps}. */
  public static String grouped(long number, String one) {
    return String.format(Locale.ROOT, "%,d %s%s", number, one, plural(number));
  }

  private static String plural(long number) {
    return number == 1 ? "" : "s";
  }
}
