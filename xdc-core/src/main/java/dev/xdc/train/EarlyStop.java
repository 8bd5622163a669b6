package dev.xdc.train;

/** Ends training after a number of consecutive rises of the validation loss (paper, Table 8: 3). */
final class EarlyStop {
  private final int patience;
  private double last = Double.POSITIVE_INFINITY;
  private int rises;

  /** Stops after {@code patience} rises in a row; 0 for never. */
  EarlyStop(int patience) {
    this.patience = patience;
  }

  /** Takes the loss of an epoch; returns whether training ends. */
  boolean stopsAfter(double loss) {
    rises = loss > last ? rises + 1 : 0;
    last = loss;
    return patience > 0 && rises >= patience;
  }
}
