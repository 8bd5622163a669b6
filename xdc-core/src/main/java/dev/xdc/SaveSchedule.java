package dev.xdc;

import dev.xdc.checkpoint.CheckpointPolicy;
import dev.xdc.train.StreamPosition;
import dev.xdc.train.TrainingPause;

/** Remembers when a run was saved last, and decides when the policy wants it saved again. */
final class SaveSchedule {
  private final CheckpointPolicy policy;
  private int epoch;
  private int read;
  private long steps;
  private long nanos = System.nanoTime();

  SaveSchedule(CheckpointPolicy policy) {
    this.policy = policy;
  }

  /** Notes that the run is saved as it stands at {@code now} after {@code stepsNow} steps. */
  void saved(StreamPosition now, long stepsNow) {
    epoch = now.epoch();
    read = now.pass().read();
    steps = stepsNow;
    nanos = System.nanoTime();
  }

  boolean isDue(TrainingPause now, long stepsNow) {
    if (now.epoch() == epoch && now.read() == read && stepsNow == steps) {
      return false;
    }
    return (policy.everyEpoch() && now.read() == 0 && now.epoch() > 0)
        || (policy.everySteps() > 0 && stepsNow - steps >= policy.everySteps())
        || (!policy.every().isZero() && System.nanoTime() - nanos >= policy.every().toNanos());
  }
}
