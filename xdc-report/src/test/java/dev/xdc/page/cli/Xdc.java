package dev.xdc.page.cli;

import dev.xdc.cli.XdcCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;

/** The command line, within the test. */
final class Xdc {

  /** What a command came to. */
  record Outcome(int code, String out, String err) {}

  private Xdc() {}

  static Outcome run(Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        XdcCommand.run(
            new PrintWriter(out),
            new PrintWriter(err, true),
            Arrays.stream(args).map(Object::toString).toArray(String[]::new));
    return new Outcome(code, out.toString(), err.toString());
  }
}
