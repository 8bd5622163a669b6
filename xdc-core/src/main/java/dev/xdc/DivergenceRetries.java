package dev.xdc;

import dev.xdc.internal.Count;
import dev.xdc.internal.checkpoint.RunState;
import dev.xdc.train.DivergedException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Counts how often a run goes back after a divergence, each time to lower learning rates. */
final class DivergenceRetries {

  /**
   * What is allowed.
   *
   * @param retries how often a run goes back, at least 0
   * @param factor on the learning rate each time, in (0, 1)
   */
  record Limit(int retries, double factor) {
    /** A divergence ends the run. */
    static final Limit NONE = new Limit(0, 0.5);

    Limit {
      if (retries < 0 || !(factor > 0 && factor < 1)) {
        throw new IllegalArgumentException(
            "divergence retries are "
                + retries
                + " with factor "
                + factor
                + ", must be at least 0 with a factor in (0, 1)");
      }
    }
  }

  private final Limit limit;
  private int used;
  private double rateFactor = 1;

  DivergenceRetries(Limit limit) {
    this.limit = limit;
  }

  void restore(RunState state) {
    used = state.retries();
    rateFactor = state.rateFactor();
  }

  int used() {
    return used;
  }

  /** Returns the factor on every learning rate. */
  double rateFactor() {
    return rateFactor;
  }

  /** Throws {@code cause} if there is no checkpoint to go back to, or no try left. */
  void requireOneLeft(DivergedException cause, @Nullable Path last) {
    if (last == null) {
      throw cause.with("no checkpoint was made yet");
    }
    if (used >= limit.retries()) {
      throw cause.with(
          "the last good checkpoint is "
              + last
              + (used == 0 ? "" : ", tried again " + Count.of(used, "time")));
    }
  }

  void useOne() {
    used++;
    rateFactor *= limit.factor();
  }

  @Override
  public String toString() {
    return "learning rates times " + rateFactor + ", try " + used + " of " + limit.retries();
  }
}
