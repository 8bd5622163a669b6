package dev.xdc.cli.output;

import dev.xdc.suite.run.WorkMonitor;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;

/** Where progress is shown: a bar on a terminal, lines anywhere else. Signals stop a training. */
public interface ProgressOutput extends WorkMonitor, AutoCloseable {

  @Override
  default <T> T stoppable(Runnable stop, Work<T> work) throws IOException {
    T result;
    try (StopSignals.Stoppable registered = StopSignals.during(stop)) {
      result = work.run();
    }
    StopSignals.endIfReceived();
    return result;
  }

  @Override
  void close();

  /** Returns the output for this JVM: a bar only if a person is looking. */
  static ProgressOutput to(PrintWriter err) {
    return isTerminal() ? new BarProgress(err) : new LineProgress(err);
  }

  @SuppressWarnings("SystemConsoleNull") // from Java 22 on isTerminal decides
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
}
