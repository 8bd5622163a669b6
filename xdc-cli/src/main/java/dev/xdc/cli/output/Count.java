package dev.xdc.cli.output;

/** Numbers of things in words. */
public final class Count {

  private Count() {}

  /** Returns a number and what it counts: {@code 1 video}, {@code 2 videos}. */
  public static String of(long number, String one) {
    return number + " " + one + (number == 1 ? "" : "s");
  }
}
