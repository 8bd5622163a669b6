package dev.xdc.train;

import dev.xdc.timing.PhaseTimes;

/**
 * The sums over what was done so far of one pass over some clips.
 *
 * @param read clips of the pass that are behind, unreadable ones included
 * @param clips clips trained on, or evaluated
 * @param batches steps taken
 * @param failures clips that could not be read and were left out
 * @param rate learning rate of the last step
 * @param lossSum sum of the clips' losses
 * @param accuracySum sum of the clips' accuracies
 * @param seconds time spent
 * @param phases what it was spent on
 */
public record PassTotals(
    int read,
    int clips,
    int batches,
    int failures,
    double rate,
    double lossSum,
    double accuracySum,
    double seconds,
    PhaseTimes phases) {

  /** Checks what a file may say. */
  public PassTotals {
    if (read < 0 || clips < 0 || batches < 0 || failures < 0) {
      throw new IllegalArgumentException(
          "a pass cannot have read %d clips, used %d in %d batches and lost %d"
              .formatted(read, clips, batches, failures));
    }
  }

  /** Before the first clip. */
  public static final PassTotals START = new PassTotals(0, 0, 0, 0, 0, 0, 0, 0, PhaseTimes.NONE);

  /**
   * Returns the counts after a batch of {@code n} clips that ends before clip {@code end}; what it
   * came to is added by {@link #plus}.
   */
  PassTotals after(int end, int n, double rate) {
    return new PassTotals(
        end,
        clips + n,
        batches + 1,
        failures + end - read - n,
        rate,
        lossSum,
        accuracySum,
        seconds,
        phases);
  }

  /** Returns the sums with what a batch of {@code n} clips came to. */
  PassTotals plus(Learner.Outcome outcome, int n) {
    int used = n - outcome.unread();
    return new PassTotals(
        read,
        clips - outcome.unread(),
        batches,
        failures + outcome.unread(),
        rate,
        lossSum + outcome.loss() * used,
        accuracySum + outcome.accuracy() * used,
        seconds,
        phases);
  }

  /**
   * Returns the sums after {@code left} readable clips before clip {@code end} were passed over.
   */
  PassTotals skipTo(int end, int left) {
    return new PassTotals(
        end,
        clips,
        batches,
        failures + end - read - left,
        rate,
        lossSum,
        accuracySum,
        seconds,
        phases);
  }

  /** Returns the sums with other times. */
  PassTotals timed(double seconds, PhaseTimes phases) {
    return new PassTotals(
        read, clips, batches, failures, rate, lossSum, accuracySum, seconds, phases);
  }

  /** Returns the mean loss; NaN without clips. */
  double loss() {
    return clips == 0 ? Double.NaN : lossSum / clips;
  }

  /** Returns the mean accuracy; NaN without clips. */
  double accuracy() {
    return clips == 0 ? Double.NaN : accuracySum / clips;
  }
}
