package dev.xdc.train;

import dev.xdc.clip.ClipBatch;
import dev.xdc.encoder.Encoder;
import dev.xdc.timing.PhaseClock;
import java.util.List;

/** What {@link StreamTraining} trains: an encoder with heads, or heads alone. */
public interface Learner extends AutoCloseable {

  /**
   * What a batch came to.
   *
   * @param loss of the {@link HeadLoss}, the mean over clips, summed over heads
   * @param accuracy share of clips whose most likely class was right, the mean over heads
   * @param unread how many clips of the batch were left out, as whoever computes could not read
   *     them; loss and accuracy are those of the others
   */
  record Outcome(double loss, double accuracy, int unread) {
    /** Of all clips of the batch. */
    public Outcome(double loss, double accuracy) {
      this(loss, accuracy, 0);
    }
  }

  /**
   * Makes fully connected layers on the features of a frozen encoder, batch norm in inference mode:
   * the paper's "fc-only". Layers with the same first weights learn side by side at learning rates
   * of their own, so that a grid of rates costs one pass through the encoder. An outcome is that of
   * the layer with the lowest loss.
   *
   * @param encoder is not changed and stays the caller's
   * @param classes K
   * @param factors for each layer its learning rate relative to the one a step is given
   * @param plan of which the optimizer and the deviation of fresh weights count
   * @param seed decides the weights
   */
  static Learner frozen(
      Encoder encoder, int classes, double[] factors, TrainingPlan plan, long seed) {
    return new FrozenLearner(encoder, classes, factors, plan, seed);
  }

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

  /** Returns for each head the logits of a batch in inference mode: clips x K. */
  List<float[][]> logits(ClipBatch batch);

  /** Returns what steps add their times to. */
  PhaseClock clock();

  /** Drops heads and momentum. */
  @Override
  void close();
}
