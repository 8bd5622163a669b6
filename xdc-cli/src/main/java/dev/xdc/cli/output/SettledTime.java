package dev.xdc.cli.output;

/**
 * An estimate of the time left that settles: it counts down by the clock and moves towards new
 * estimates over some seconds, so that one slow batch does not make it jump.
 */
final class SettledTime {
  /** Over how many seconds most of a new estimate is taken over; less near the end. */
  private static final double SECONDS = 15;

  private static final double SHARE_OF_REST = 0.2;

  private double end = Double.NaN;
  private double last;

  /**
   * Takes a new estimate.
   *
   * @param now seconds on any clock that does not go back
   * @param left estimated from now on, in seconds; NaN keeps what was known
   * @return what to show, in seconds, at least 0; NaN until something is known
   */
  double left(double now, double left) {
    if (!Double.isNaN(left)) {
      double estimated = now + left;
      double over = Math.max(0.1, Math.min(SECONDS, SHARE_OF_REST * left));
      double share = 1 - Math.exp((last - now) / over);
      end = Double.isNaN(end) ? estimated : end + share * (estimated - end);
      last = now;
    }
    return Double.isNaN(end) ? Double.NaN : Math.max(0, end - now);
  }
}
