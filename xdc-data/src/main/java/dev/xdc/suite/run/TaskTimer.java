package dev.xdc.suite.run;

/** Estimates the rest of one task from the time that its first part took. */
public final class TaskTimer {
  private final long start = System.nanoTime();

  /** Starts now. */
  public TaskTimer() {}

  /** Returns the seconds since this was made. */
  public double seconds() {
    return (System.nanoTime() - start) * 1e-9;
  }

  /** Returns the estimate for the rest; NaN before anything is done. */
  public double secondsLeft(long done, long planned) {
    return secondsLeft(seconds(), done, planned);
  }

  /** Returns the same of a task that has taken {@code seconds}. */
  static double secondsLeft(double seconds, long done, long planned) {
    return done <= 0 ? Double.NaN : seconds * (planned - done) / done;
  }
}
