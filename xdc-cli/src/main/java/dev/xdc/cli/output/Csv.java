package dev.xdc.cli.output;

/** Values of CSV files. */
public final class Csv {

  private Csv() {}

  /** Returns a text as a value of a CSV file. */
  public static String quoted(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }
}
