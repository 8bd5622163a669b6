package dev.xdc.train;

import dev.xdc.clip.ClipBatch;
import dev.xdc.timing.PhaseClock;
import java.util.List;

/** What {@link StreamTraining} trains: an encoder with heads, or heads alone. */
public interface Learner extends AutoCloseable {

  /**
   * What a batch came to.
   *
   * @param loss cross-entropy, the mean over clips, summed over heads
   * @param accuracy share of clips whose label was the most likely class, the mean over heads
   */
  record Outcome(double loss, double accuracy) {}

  /**
   * Takes one step of gradient descent; if the loss is not finite, the weights stay as they are.
   *
   * @param labels for each head the labels of the batch's clips
   * @param rate the learning rate
   */
  Outcome step(ClipBatch batch, List<int[]> labels, double rate);

  /** Computes the loss of a batch in inference mode. */
  Outcome evaluate(ClipBatch batch, List<int[]> labels);

  /** Returns what {@link #step} adds its times to. */
  PhaseClock clock();

  /** Drops heads and momentum. */
  @Override
  void close();
}
