package dev.xdc.train;

import org.jspecify.annotations.Nullable;

/** The loss is no longer a finite number. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DivergedException(int round, String stream, long step, double rate, double loss) {
    this(
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
            + ": lower the learning rate or lengthen the warm-up",
        null);
  }

  private DivergedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** Returns an exception that also says {@code remark}. */
  public DivergedException with(String remark) {
    return new DivergedException(getMessage() + "; " + remark, this);
  }
}
