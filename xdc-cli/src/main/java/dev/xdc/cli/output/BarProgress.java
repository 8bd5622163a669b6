package dev.xdc.cli.output;

import dev.xdc.suite.run.TaskTimer;
import java.io.PrintWriter;
import java.util.Timer;
import java.util.TimerTask;

/** Progress as a bar on the last line of the terminal, from the start on. */
final class BarProgress implements ProgressOutput {
  private static final int REDRAW_MILLIS = 250;

  private final PrintWriter err;
  private final StatusLine line;
  private final Timer clock = new Timer("xdc-bar", true);
  private final SettledTime time = new SettledTime();
  private BarText text = new BarText("starting", 0, 0, Double.NaN);
  private TaskTimer timer = new TaskTimer();
  private boolean closed;

  BarProgress(PrintWriter err, StatusLine line) {
    this.err = err;
    this.line = line;
    line.take(this);
    clock.schedule(
        new TimerTask() {
          @Override
          public void run() {
            draw();
          }
        },
        0,
        REDRAW_MILLIS);
  }

  private static double now() {
    return System.nanoTime() * 1e-9;
  }

  @Override
  public synchronized void update(String task, long done, long planned, double secondsLeft) {
    if (!text.task().equals(task)) {
      timer = new TaskTimer();
    }
    text = new BarText(task, done, planned, time.left(now(), secondsLeft));
  }

  private synchronized void draw() {
    if (closed) {
      return;
    }
    double left = time.left(now(), Double.NaN);
    BarText shown = new BarText(text.task(), text.done(), text.planned(), left);
    line.draw(this, shown.in(Math.max(1, Terminal.columns() - 1), timer.seconds()));
  }

  @Override
  public synchronized void line(String text) {
    line.erase();
    err.println(text);
    err.flush();
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      clock.cancel();
      line.giveBack(this);
    }
  }
}
