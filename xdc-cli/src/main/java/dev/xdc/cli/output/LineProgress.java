package dev.xdc.cli.output;

import dev.xdc.suite.run.Durations;
import dev.xdc.suite.run.TaskTimer;
import java.io.PrintWriter;

/** Progress as plain lines: those that stay, an early sign of life, and others now and then. */
final class LineProgress implements ProgressOutput {
  /** Long enough not to fill a log, short enough to see that it works. */
  private static final long SILENCE_NANOS = 60_000_000_000L;

  /** Until the first one: who waits wants to see that it has begun. */
  private static final long FIRST_NANOS = 1_000_000_000L;

  private final PrintWriter err;
  private long lastLine = System.nanoTime();
  private long silence = FIRST_NANOS;
  private String task = "";
  private TaskTimer timer = new TaskTimer();

  LineProgress(PrintWriter err) {
    this.err = err;
  }

  @Override
  public void update(String task, long done, long planned, double secondsLeft) {
    if (!task.equals(this.task)) {
      this.task = task;
      timer = new TaskTimer();
    }
    if (System.nanoTime() - lastLine > silence) {
      String left = Durations.left(secondsLeft, timer.seconds(), done, planned);
      line(planned <= 0 ? task : task + ": " + done + " of " + planned + ", " + left);
    }
  }

  @Override
  public void line(String text) {
    lastLine = System.nanoTime();
    silence = SILENCE_NANOS;
    err.println(text);
    err.flush();
  }

  @Override
  public void close() {}
}
