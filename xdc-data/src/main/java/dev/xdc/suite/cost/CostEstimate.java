package dev.xdc.suite.cost;

import java.util.List;

/**
 * What a training takes, estimated from some measured steps of each encoder on its first clips. An
 * early stop makes it less.
 *
 * @param encoders what the clips of each encoder take
 * @param batches what was measured
 * @param memory what this process needs
 * @param beside work beside the encoders' steps
 */
public record CostEstimate(
    List<EncoderCost> encoders, Batches batches, MemoryCost memory, Beside beside) {

  /**
   * Numbers of clips in a batch.
   *
   * @param full in the training
   * @param measured in the largest batch that was measured
   * @param before in the one measured before; 0 if there was none
   */
  public record Batches(int full, int measured, int before) {}

  /**
   * Work beside the steps.
   *
   * @param seconds of it
   * @param work what it is; empty for nothing
   */
  public record Beside(double seconds, String work) {
    /** No such work. */
    public static final Beside NOTHING = new Beside(0, "");
  }

  /** Copies the list. */
  public CostEstimate {
    encoders = List.copyOf(encoders);
  }

  /** Returns the seconds of all work. */
  public double seconds() {
    double seconds = beside.seconds();
    for (EncoderCost encoder : encoders) {
      seconds += encoder.seconds();
    }
    return seconds;
  }
}
