package dev.xdc.train;

/**
 * Ends training after a number of consecutive rises of the validation loss (paper, Table 8: 3).
 *
 * @param last the loss of the last epoch; infinite before the first
 * @param rises by how many consecutive rises it was reached
 */
public record EarlyStop(double last, int rises) {
  /** Before the first epoch. */
  public static final EarlyStop START = new EarlyStop(Double.POSITIVE_INFINITY, 0);

  /** Returns the state after an epoch with the validation loss {@code loss}. */
  EarlyStop after(double loss) {
    return new EarlyStop(loss, loss > last ? rises + 1 : 0);
  }

  /** Returns whether training ends, after {@code patience} rises in a row; 0 for never. */
  boolean stops(int patience) {
    return patience > 0 && rises >= patience;
  }
}
