package dev.xdc.train;

/**
 * How the learning rate runs over the epochs of one round (paper, Table 8): linear warm-up per step
 * (Goyal et al. 2017), then a factor every so many epochs. It restarts each round.
 *
 * @param epochs te, epochs in all
 * @param warmupEpochs we, epochs of warm-up from 0 to the base rate; may be fractional
 * @param stepEpochs se, epochs between two decays; 0 for none
 * @param gamma factor of a decay, in (0, 1]: the paper's tables say 0.01, its code family 0.1
 * @param baseRate lr, the rate after warm-up
 * @param stepsAfterWarmup whether decays are counted from the end of the warm-up (the reading that
 *     fits the paper's tables) or from the first epoch
 */
public record Schedule(
    int epochs,
    double warmupEpochs,
    int stepEpochs,
    double gamma,
    double baseRate,
    boolean stepsAfterWarmup) {

  /** Checks every setting against its range. */
  public Schedule {
    check(epochs >= 1, "epochs", epochs, "at least 1");
    check(warmupEpochs >= 0, "warmupEpochs", warmupEpochs, "at least 0");
    check(stepEpochs >= 0, "stepEpochs", stepEpochs, "at least 0 (0: no decay)");
    check(gamma > 0 && gamma <= 1, "gamma", gamma, "in (0, 1]");
    check(baseRate > 0, "baseRate", baseRate, "positive");
  }

  /**
   * A schedule as the paper's tables write it: we/se/te at base rate lr, decays counted from the
   * end of the warm-up.
   */
  public static Schedule of(
      double warmupEpochs, int stepEpochs, int epochs, double baseRate, double gamma) {
    return new Schedule(epochs, warmupEpochs, stepEpochs, gamma, baseRate, true);
  }

  /** Returns a copy with {@code epochs} epochs. */
  public Schedule withEpochs(int epochs) {
    return new Schedule(epochs, warmupEpochs, stepEpochs, gamma, baseRate, stepsAfterWarmup);
  }

  /** Returns a copy with the base rate {@code baseRate}. */
  public Schedule withBaseRate(double baseRate) {
    return new Schedule(epochs, warmupEpochs, stepEpochs, gamma, baseRate, stepsAfterWarmup);
  }

  /** Returns a copy whose decays have the factor {@code gamma}, in (0, 1]. */
  public Schedule withGamma(double gamma) {
    return new Schedule(epochs, warmupEpochs, stepEpochs, gamma, baseRate, stepsAfterWarmup);
  }

  /**
   * Returns a copy whose decays are counted from the end of the warm-up, or from the first epoch.
   */
  public Schedule withStepsAfterWarmup(boolean stepsAfterWarmup) {
    return new Schedule(epochs, warmupEpochs, stepEpochs, gamma, baseRate, stepsAfterWarmup);
  }

  /**
   * Returns the learning rate of a step.
   *
   * @param step the step within the round, from 0
   * @param stepsPerEpoch steps of one epoch
   */
  public double rate(long step, long stepsPerEpoch) {
    double epoch = (double) step / stepsPerEpoch;
    double rate = baseRate;
    if (epoch < warmupEpochs) {
      rate *= (step + 1) / (warmupEpochs * stepsPerEpoch);
      return Math.min(rate, baseRate);
    }
    if (stepEpochs > 0) {
      double from = stepsAfterWarmup ? warmupEpochs : 0;
      rate *= Math.pow(gamma, Math.floor((epoch - from) / stepEpochs));
    }
    return rate;
  }

  private static void check(boolean ok, String name, Object value, String range) {
    if (!ok) {
      throw new IllegalArgumentException(
          "Schedule." + name + " is " + value + ", must be " + range);
    }
  }
}
