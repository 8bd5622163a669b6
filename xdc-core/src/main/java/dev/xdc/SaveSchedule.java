package dev.xdc;

import dev.xdc.checkpoint.CheckpointPolicy;
import dev.xdc.train.StreamPosition;
import org.jspecify.annotations.Nullable;

/** Remembers when a run was saved last, and tells when the policy wants it saved again. */
final class SaveSchedule {
  private final CheckpointPolicy policy;
  private @Nullable StreamPosition position;
  private long steps;
  private long nanos = System.nanoTime();

  SaveSchedule(CheckpointPolicy policy) {
    this.policy = policy;
  }

  /** Notes that the run is saved as it stands at {@code now} after {@code stepsNow} steps. */
  void saved(StreamPosition now, long stepsNow) {
    position = now;
    steps = stepsNow;
    nanos = System.nanoTime();
  }

  boolean isDue(StreamPosition now, long stepsNow) {
    if (now.equals(position)) {
      return false;
    }
    return (policy.everyEpoch() && now.isEpochStart() && now.epoch() > 0)
        || (policy.everySteps() > 0 && stepsNow - steps >= policy.everySteps())
        || (!policy.every().isZero() && System.nanoTime() - nanos >= policy.every().toNanos());
  }
}
