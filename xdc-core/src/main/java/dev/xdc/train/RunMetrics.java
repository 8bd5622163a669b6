package dev.xdc.train;

import dev.xdc.timing.Phase;
import dev.xdc.timing.PhaseTimes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * What a run spent its time on, from the start of {@code fit()} to the end of the clustering that
 * follows the last round. Of a run that was resumed it is the time up to each checkpoint it resumed
 * from and after; what was done after a checkpoint and lost is not in it.
 *
 * @param seconds duration
 * @param phases what it was spent on
 * @param laterSeconds duration of the epochs from the second on: all but the first of each encoder
 *     in the first round, in which a data set may still fill its cache
 * @param laterWaitSeconds part of that spent waiting for data
 */
public record RunMetrics(
    double seconds, PhaseTimes phases, double laterSeconds, double laterWaitSeconds) {
  /** Before the start. */
  public static final RunMetrics START = new RunMetrics(0, PhaseTimes.NONE, 0, 0);

  /** Phases with less than this share are left out of {@link #summary()}. */
  private static final double WORTH_TELLING = 0.005;

  /** Returns this after one more epoch. */
  public RunMetrics plus(EpochMetrics epoch) {
    return epoch.round() <= 1 && epoch.epoch() == 1
        ? this
        : new RunMetrics(
            seconds,
            phases,
            laterSeconds + epoch.seconds(),
            laterWaitSeconds + epoch.waitSeconds());
  }

  /** Returns this after some more time. */
  public RunMetrics plus(double moreSeconds, PhaseTimes morePhases) {
    return new RunMetrics(
        seconds + moreSeconds, phases.plus(morePhases), laterSeconds, laterWaitSeconds);
  }

  /** Returns the seconds that belong to no phase. */
  public double otherSeconds() {
    return seconds - phases.seconds();
  }

  /** Returns the share of the duration spent waiting for data, for features too, in [0, 1]. */
  public double waitShare() {
    return share(phases.waitSeconds());
  }

  /**
   * Returns the share of the epochs from the second on that was spent waiting for data, in [0, 1];
   * NaN without any.
   */
  public double laterWaitShare() {
    return laterSeconds > 0 ? laterWaitSeconds / laterSeconds : Double.NaN;
  }

  private double share(double part) {
    return seconds > 0 ? part / seconds : 0;
  }

  /**
   * Returns the shares in words, the largest first, such as {@code 61 % backward, 30 % forward, 2.1
   * % waiting for data (0.4 % from the second epoch on)}.
   */
  public String summary() {
    List<Phase> phasesByTime = new ArrayList<>(phases.byPhase().keySet());
    phasesByTime.removeIf(p -> p == Phase.WAIT || p == Phase.FEATURE_WAIT);
    phasesByTime.sort(Comparator.comparingDouble((Phase p) -> phases.seconds(p)).reversed());
    StringBuilder text = new StringBuilder();
    for (Phase phase : phasesByTime) {
      double share = share(phases.seconds(phase));
      if (share >= WORTH_TELLING) {
        text.append(String.format(Locale.ROOT, "%.0f %% %s, ", 100 * share, phase));
      }
    }
    text.append(
        String.format(
            Locale.ROOT,
            "%.0f %% other, %.1f %% waiting for data",
            100 * share(otherSeconds()),
            100 * waitShare()));
    return laterSeconds > 0
        ? text.append(
                String.format(
                    Locale.ROOT, " (%.1f %% from the second epoch on)", 100 * laterWaitShare()))
            .toString()
        : text.toString();
  }
}
