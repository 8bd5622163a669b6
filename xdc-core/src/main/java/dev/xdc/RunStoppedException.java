package dev.xdc;

/** A run ended because it was asked to, see {@link XdcTrainer#requestStop()}; it can be resumed. */
public final class RunStoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RunStoppedException(String message) {
    super(message);
  }
}
