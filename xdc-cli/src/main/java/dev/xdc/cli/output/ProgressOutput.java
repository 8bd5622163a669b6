package dev.xdc.cli.output;

import dev.xdc.suite.run.WorkMonitor;
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

  /** Shows that steps are being measured for an estimate, which has no known end. */
  default void measuring() {
    update("measuring steps for the estimate", 0, 0, Double.NaN);
  }

  @Override
  void close();

  /** Returns the output for this JVM: a bar only if a person is looking. */
  static ProgressOutput to(PrintWriter err) {
    StatusLine line = StatusLine.shared();
    return line == null ? new LineProgress(err) : new BarProgress(err, line);
  }

  /**
   * Keeps what this process prints from running into the bar, and from giving orders to a terminal;
   * called once, before anything.
   */
  static void prepareTerminal() {
    if (Terminal.isOutput()) {
      System.setOut(Printable.on(System.out));
    }
    if (Terminal.isErrors()) {
      System.setErr(Printable.on(System.err));
    }
    StatusLine.install();
  }
}
