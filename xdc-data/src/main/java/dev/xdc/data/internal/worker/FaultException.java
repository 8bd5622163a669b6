package dev.xdc.data.internal.worker;

/** A file that does not give what was asked for; the message says why. */
final class FaultException extends Exception {

  private static final long serialVersionUID = 1L;

  FaultException(String problem) {
    super(problem);
  }
}
