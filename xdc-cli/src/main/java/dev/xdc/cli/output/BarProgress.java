package dev.xdc.cli.output;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Progress as a bar that is drawn over and over, one for each task. */
final class BarProgress implements ProgressOutput {
  private static final int REDRAW_MILLIS = 500;

  private final PrintWriter err;
  private @Nullable ProgressBar bar;
  private String task = "";
  private volatile double secondsLeft = Double.NaN;

  BarProgress(PrintWriter err) {
    this.err = err;
  }

  @Override
  public void update(String task, long done, long planned, double secondsLeft) {
    this.secondsLeft = secondsLeft;
    if (bar == null || !this.task.equals(task)) {
      close();
      this.task = task;
      bar =
          new ProgressBarBuilder()
              .setTaskName(task)
              .setInitialMax(planned)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(REDRAW_MILLIS)
              .setEtaFunction(state -> eta())
              .setConsumer(new ConsoleProgressBarConsumer(System.err))
              .clearDisplayOnFinish()
              .build();
    }
    bar.maxHint(planned);
    bar.stepTo(done);
  }

  /** Returns the time that the whole run has left, not this bar. */
  private Optional<Duration> eta() {
    double left = secondsLeft;
    return Double.isNaN(left) ? Optional.empty() : Optional.of(Duration.ofSeconds((long) left));
  }

  @Override
  public void line(String text) {
    close();
    err.println(text);
    err.flush();
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
