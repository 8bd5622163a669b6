package dev.xdc;

import dev.xdc.checkpoint.RunState;
import dev.xdc.train.DivergedException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Counts how often a run goes back after a divergence, each time to lower learning rates. */
final class DivergenceRetries {
  private final int allowed;
  private final double factor;
  private int used;
  private double rateFactor = 1;

  DivergenceRetries(int allowed, double factor) {
    this.allowed = allowed;
    this.factor = factor;
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
    if (used >= allowed) {
      throw cause.with(
          "the last good checkpoint is "
              + last
              + (allowed == 0 ? "" : ", tried again " + allowed + " times"));
    }
  }

  void useOne() {
    used++;
    rateFactor *= factor;
  }

  @Override
  public String toString() {
    return "learning rates times " + rateFactor + ", try " + used + " of " + allowed;
  }
}
