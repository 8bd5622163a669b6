package dev.xdc.suite.run;

import dev.xdc.train.ClusterMetrics;
import dev.xdc.train.EpochMetrics;
import dev.xdc.train.Progress;
import dev.xdc.train.RoundMetrics;
import dev.xdc.train.RunMetrics;
import dev.xdc.train.StreamTraining;
import dev.xdc.train.XdcListener;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleSupplier;

/** Reports a training run: a line for each epoch and each round, and the progress. */
public final class RunProgress implements XdcListener, StreamTraining.Watcher {
  private final WorkMonitor output;
  private final String task;
  private final DoubleSupplier secondsLeft;
  private final boolean epochs;
  private final TaskTimer timer = new TaskTimer();
  private double runSecondsLeft = Double.NaN;

  /**
   * Reports a run that is all there is to do.
   *
   * @param task what to call it; empty for nothing
   */
  public RunProgress(WorkMonitor output, String task) {
    this(output, task, () -> Double.NaN, true);
  }

  /**
   * Reports a run that is part of a larger piece of work.
   *
   * @param secondsLeft the estimate for all of it; while it is NaN, the run's own is shown
   * @param epochs whether each epoch gets a line
   */
  public RunProgress(WorkMonitor output, String task, DoubleSupplier secondsLeft, boolean epochs) {
    this.output = output;
    this.task = task;
    this.secondsLeft = secondsLeft;
    this.epochs = epochs;
  }

  private double left() {
    double all = secondsLeft.getAsDouble();
    return Double.isNaN(all) ? runSecondsLeft : all;
  }

  private void say(String text) {
    output.line(task.isEmpty() ? text : task + ": " + text);
  }

  @Override
  public void onProgress(Progress p) {
    runSecondsLeft = p.remainingSeconds();
    String where =
        p.round() > p.rounds()
            ? "final clustering"
            : String.format(Locale.ROOT, "round %d/%d", p.round(), p.rounds());
    String what = where + " " + p.stream() + " " + p.work();
    output.update(task.isEmpty() ? what : task + " " + what, p.done(), p.planned(), left());
  }

  /** Notes clips of a supervised run. */
  @Override
  public void onTrained(long done, long planned) {
    runSecondsLeft = timer.secondsLeft(done, planned);
    output.update(task, done, planned, left());
  }

  @Override
  public void onEpoch(EpochMetrics m) {
    if (!epochs) {
      return;
    }
    say(
        String.format(
            Locale.ROOT,
            "%s%s epoch %d/%d: loss %.3f, accuracy %.3f%s, %.0f clips/s%s, %s",
            m.round() == 0 ? "" : "round " + m.round() + " ",
            m.stream(),
            m.epoch(),
            m.epochs(),
            m.loss(),
            m.accuracy(),
            Double.isNaN(m.validationLoss())
                ? ""
                : String.format(Locale.ROOT, ", validation loss %.3f", m.validationLoss()),
            m.clips() / m.seconds(),
            m.failedClips() == 0 ? "" : ", " + m.failedClips() + " clips left out",
            Durations.left(left())));
  }

  @Override
  public void onRound(RoundMetrics m) {
    for (ClusterMetrics c : m.clusterings()) {
      say(
          String.format(
              Locale.ROOT,
              "round %d/%d clustered %s: K %d, sizes %d to %d%s%s%s%s",
              m.round(),
              m.rounds(),
              c.source(),
              c.k(),
              c.smallest(),
              c.largest(),
              nmi("the round before", c.nmiPrevious()),
              nmi("the labels", c.nmiLabels()),
              nmi("files", c.nmiFiles()),
              Double.isNaN(c.amiFiles())
                  ? ""
                  : String.format(Locale.ROOT, " (AMI %.3f, 0 is chance)", c.amiFiles())));
    }
    if (!m.signs().isEmpty()) {
      say(String.format(Locale.ROOT, "round %d/%d: %s", m.round(), m.rounds(), m.signs()));
    }
    m.warnings().forEach(warning -> say("warning: " + warning));
    m.notes().forEach(note -> say("note: " + note));
    say(
        String.format(
            Locale.ROOT,
            "round %d/%d done on %d clips%s in %s, %s",
            m.round(),
            m.rounds(),
            m.clips(),
            m.missingClips() == 0 ? "" : " (" + m.missingClips() + " left out)",
            Durations.text(m.featureSeconds() + m.clusterSeconds() + m.trainSeconds()),
            Durations.left(left())));
  }

  @Override
  public void onClusters(List<ClusterMetrics> clusterings) {
    for (ClusterMetrics c : clusterings) {
      say(
          String.format(
              Locale.ROOT,
              "final clustering of %s: K %d, sizes %d to %d%s%s",
              c.source(),
              c.k(),
              c.smallest(),
              c.largest(),
              nmi("the labels trained on last", c.nmiPrevious()),
              nmi("the labels", c.nmiLabels())));
    }
  }

  @Override
  public void onRun(RunMetrics m) {
    say(Durations.text(m.seconds()) + ": " + m.summary());
  }

  private static String nmi(String with, double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, ", NMI with %s %.3f", with, value);
  }
}
