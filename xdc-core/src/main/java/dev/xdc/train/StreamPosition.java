package dev.xdc.train;

import java.util.List;

/**
 * Where the training of one stream stands between two steps. With the arrays of its {@link
 * StreamLearner} it is all that is needed to resume there: order, windows and crops are functions
 * of the seed.
 *
 * @param epoch the epoch under way, from 0
 * @param pass what was trained on in it so far
 * @param earlyStop the validation losses of the epochs before
 * @param epochs the metrics of the epochs before
 */
public record StreamPosition(
    int epoch, PassTotals pass, EarlyStop earlyStop, List<EpochMetrics> epochs) {
  /** Before the first step. */
  public static final StreamPosition START =
      new StreamPosition(0, PassTotals.START, EarlyStop.START, List.of());

  /** Copies the list. */
  public StreamPosition {
    if (epoch < 0) {
      throw new IllegalArgumentException("epoch is " + epoch + ", must be at least 0");
    }
    epochs = List.copyOf(epochs);
  }

  /** Returns whether no step of the epoch was taken yet. */
  public boolean isEpochStart() {
    return pass.read() == 0;
  }

  StreamPosition with(PassTotals pass) {
    return new StreamPosition(epoch, pass, earlyStop, epochs);
  }
}
