package dev.xdc.checkpoint;

import dev.xdc.train.RoundMetrics;
import dev.xdc.train.RoundMetrics.StreamMetrics;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/**
 * When a run is saved, and which checkpoints are kept. However it is set, a run is saved when its
 * clips are clustered, when a round ends and when it is asked to stop.
 *
 * @param everySteps saves after so many steps; 0 for never
 * @param every saves when so much time has passed since the last checkpoint; zero for never
 * @param everyEpoch saves after each epoch of a stream
 * @param keepLast how many of the newest are kept, at least 1
 * @param score of a round, the higher the better; NaN for none. The checkpoint after the best round
 *     is kept beside the newest.
 */
public record CheckpointPolicy(
    int everySteps,
    Duration every,
    boolean everyEpoch,
    int keepLast,
    ToDoubleFunction<RoundMetrics> score) {

  /** Checks every setting against its range. */
  public CheckpointPolicy {
    check(everySteps >= 0, "everySteps", everySteps, "at least 0 (0: never)");
    check(!every.isNegative(), "every", every, "at least 0 (0: never)");
    check(keepLast >= 1, "keepLast", keepLast, "at least 1");
  }

  /**
   * Every 10 minutes and after every epoch; the last two are kept, and the one after the round
   * whose pseudo-labels were {@link #predictability predicted best}.
   */
  public static CheckpointPolicy standard() {
    return new CheckpointPolicy(
        0, Duration.ofMinutes(10), true, 2, CheckpointPolicy::predictability);
  }

  /**
   * Returns how well a round's pseudo-labels can be predicted: the accuracy on the held-out clips,
   * or on the training clips if none are held out, as the mean over both encoders.
   */
  public static double predictability(RoundMetrics metrics) {
    return metrics.streams().stream()
        .mapToDouble(CheckpointPolicy::accuracy)
        .average()
        .orElse(Double.NaN);
  }

  private static double accuracy(StreamMetrics stream) {
    double heldOut = stream.validationAccuracy();
    return Double.isNaN(heldOut) ? stream.accuracy() : heldOut;
  }

  /** Returns a copy that saves after every {@code steps} steps. */
  public CheckpointPolicy withEverySteps(int steps) {
    return new CheckpointPolicy(steps, every, everyEpoch, keepLast, score);
  }

  /** Returns a copy that saves whenever {@code time} has passed. */
  public CheckpointPolicy withEvery(Duration time) {
    return new CheckpointPolicy(everySteps, time, everyEpoch, keepLast, score);
  }

  /** Returns a copy that saves after each epoch, or does not. */
  public CheckpointPolicy withEveryEpoch(boolean save) {
    return new CheckpointPolicy(everySteps, every, save, keepLast, score);
  }

  /** Returns a copy that keeps the newest {@code count}. */
  public CheckpointPolicy withKeepLast(int count) {
    return new CheckpointPolicy(everySteps, every, everyEpoch, count, score);
  }

  /** Returns a copy that keeps the checkpoint after the round with the highest {@code rating}. */
  public CheckpointPolicy withScore(ToDoubleFunction<RoundMetrics> rating) {
    return new CheckpointPolicy(everySteps, every, everyEpoch, keepLast, rating);
  }

  private static void check(boolean ok, String name, Object value, String range) {
    if (!ok) {
      throw new IllegalArgumentException(
          "CheckpointPolicy." + name + " is " + value + ", must be " + range);
    }
  }
}
