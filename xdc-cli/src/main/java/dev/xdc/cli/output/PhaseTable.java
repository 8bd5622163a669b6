package dev.xdc.cli.output;

import dev.xdc.timing.Phase;
import dev.xdc.timing.PhaseTimes;
import dev.xdc.train.RunMetrics;
import dev.xdc.train.XdcListener;
import java.io.PrintWriter;
import java.util.Locale;

/** What the time of a run was spent on, phase by phase. */
public final class PhaseTable implements XdcListener {
  private RunMetrics run = RunMetrics.START;

  /** Nothing is given yet. */
  public PhaseTable() {}

  @Override
  public void onRun(RunMetrics metrics) {
    run = metrics;
  }

  /** Prints a row for each phase that was entered, what belongs to none, and the sum. */
  public void print(PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%-28s %10s %7s %8s %11s%n",
        "phase",
        "seconds",
        "share",
        "calls",
        "ms a call");
    for (Phase phase : run.phases().byPhase().keySet()) {
      PhaseTimes.Time time = run.phases().of(phase);
      out.printf(
          Locale.ROOT,
          "%s %8d %11.2f%n",
          row(phase.toString(), time.seconds()),
          time.calls(),
          time.seconds() * 1e3 / time.calls());
    }
    out.println(row("other", run.otherSeconds()));
    out.println(row("all", run.seconds()));
  }

  private String row(String name, double seconds) {
    double share = run.seconds() > 0 ? seconds / run.seconds() : 0;
    return String.format(Locale.ROOT, "%-28s %10.2f %5.1f %%", name, seconds, 100 * share);
  }
}
