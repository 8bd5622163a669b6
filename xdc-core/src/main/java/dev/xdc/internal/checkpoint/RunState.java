package dev.xdc.internal.checkpoint;

import dev.xdc.train.RunMetrics;
import org.jspecify.annotations.Nullable;

/**
 * Where a run stands between two steps, besides its arrays. Every random stream is derived from the
 * seed, the round and the epoch, and the learning rate from round, epoch and step, so none of them
 * needs a state of its own.
 *
 * @param round the round under way, from 1; one more than planned when all are complete
 * @param inside what is known of that round; null if it was not clustered yet
 * @param steps steps taken since the beginning, over both encoders
 * @param rateFactor on every learning rate, below 1 after a divergence
 * @param retries how often the run went back after a divergence
 * @param metricsBytes length of the run's {@code metrics.jsonl}; what it holds beyond is reported
 *     again
 * @param spent the time up to here
 * @param score of the round that ended here, the higher the better; null inside a round
 */
public record RunState(
    int round,
    @Nullable RoundState inside,
    long steps,
    double rateFactor,
    int retries,
    long metricsBytes,
    RunMetrics spent,
    @Nullable Double score) {

  /** Checks what a file may say. */
  public RunState {
    if (round < 1 || steps < 0 || !(rateFactor > 0) || retries < 0 || metricsBytes < 0) {
      throw new IllegalArgumentException(
          "a run cannot stand in round %d after %d steps, %d retries and %d bytes with factor %s"
              .formatted(round, steps, retries, metricsBytes, rateFactor));
    }
  }

  /** Before the first round. */
  public static final RunState START = new RunState(1, null, 0, 1, 0, 0, RunMetrics.START, null);

  /** Returns the place as the name of a checkpoint has it, such as {@code round2-video-epoch3}. */
  String place() {
    if (inside == null) {
      return "round" + round;
    }
    String epoch =
        "round" + round + "-" + inside.stream() + "-epoch" + (inside.position().epoch() + 1);
    return inside.position().isEpochStart()
        ? epoch
        : epoch + "-step" + inside.position().pass().batches();
  }
}
