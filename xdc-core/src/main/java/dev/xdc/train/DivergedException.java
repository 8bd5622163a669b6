package dev.xdc.train;

/** The loss is no longer a finite number. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DivergedException(int round, String stream, long step, double rate, double loss) {
    super(
        "the loss of the "
            + stream
            + " encoder became "
            + loss
            + " in round "
            + round
            + ", step "
            + step
            + ", at learning rate "
            + rate
            + ": lower the learning rate or lengthen the warm-up");
  }
}
