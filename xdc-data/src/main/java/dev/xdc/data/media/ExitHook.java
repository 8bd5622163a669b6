package dev.xdc.data.media;

/** Something to do if the JVM ends before it is done in the usual way. */
final class ExitHook {

  private final Thread thread;

  private ExitHook(Thread thread) {
    this.thread = thread;
  }

  /**
   * Registers {@code action}.
   *
   * @throws IllegalStateException if the JVM is ending already
   */
  static ExitHook add(Runnable action) {
    Thread thread = new Thread(action, "xdc-exit");
    Runtime.getRuntime().addShutdownHook(thread);
    return new ExitHook(thread);
  }

  /** Withdraws the action; false if the JVM is ending and runs it, or if this was done before. */
  boolean remove() {
    try {
      return Runtime.getRuntime().removeShutdownHook(thread);
    } catch (IllegalStateException e) {
      return false;
    }
  }
}
