package dev.xdc.eval;

import java.util.Locale;

/** How {@link LinearSvm} searches for its minimum. Neither makes a random choice. */
public enum SvmSolver {
  /**
   * L-BFGS for all classes at once, on the device of the features. The tolerance is the share of
   * the largest entry of the gradient at w = 0 that no entry exceeds at the end, 0.001 unless
   * given; there are 2,000 steps at most. Below 1e-4 it computes in FLOAT64, which takes twice the
   * time and memory.
   */
  LBFGS(1e-3),

  /**
   * The trust region Newton method of LIBLINEAR's Java port (Fan et al. 2008), in FLOAT64 on one
   * core, one class after the other. The tolerance is LIBLINEAR's epsilon, 0.01 unless given as in
   * LIBLINEAR. About 28 bytes of heap for each value that is learned from, and several times as
   * slow.
   */
  LIBLINEAR(1e-2);

  private final double tolerance;

  SvmSolver(double tolerance) {
    this.tolerance = tolerance;
  }

  /** Returns the tolerance that is usual for this solver. */
  public double tolerance() {
    return tolerance;
  }

  /** Returns its name as the command line takes it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
