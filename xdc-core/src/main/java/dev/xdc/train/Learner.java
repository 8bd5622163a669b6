package dev.xdc.train;

import dev.xdc.clip.ClipBatch;
import dev.xdc.timing.PhaseClock;
import java.util.List;

/** What {@link StreamTraining} trains: an encoder with heads, or heads alone. */
public interface Learner extends AutoCloseable {

  /**
   * What a batch came to.
   *
   * @param loss of the {@link HeadLoss}, the mean over clips, summed over heads
   * @param accuracy share of clips whose most likely class was right, the mean over heads
   */
  record Outcome(double loss, double accuracy) {}

  /**
   * Takes one step of gradient descent; if the loss is not finite, the weights stay as they are.
   * What it came to stays on the device until {@link #readOut}, so that a GPU is not waited for.
   *
   * @param labels for each head the labels of the batch's clips
   * @param rate the learning rate
   */
  void stepAhead(ClipBatch batch, List<int[]> labels, double rate);

  /**
   * Waits for the device and returns what the steps since the last call came to, in their order.
   */
  List<Outcome> readOut();

  /** Takes one step as {@link #stepAhead} does and reads its outcome. */
  default Outcome step(ClipBatch batch, List<int[]> labels, double rate) {
    stepAhead(batch, labels, rate);
    List<Outcome> outcomes = readOut();
    return outcomes.get(outcomes.size() - 1);
  }

  /** Computes the loss of a batch in inference mode. */
  Outcome evaluate(ClipBatch batch, List<int[]> labels);

  /** Returns what steps add their times to. */
  PhaseClock clock();

  /** Drops heads and momentum. */
  @Override
  void close();
}
