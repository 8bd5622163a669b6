package dev.xdc.cli;

import org.jspecify.annotations.Nullable;

/**
 * System properties that the engine reads when it starts, so they are set before any of its classes
 * is loaded.
 */
final class EngineProperties {
  private static final String THREADS = "ai.djl.pytorch.num_threads";

  private EngineProperties() {}

  /**
   * Sets the number of threads, and that nothing is sent to or fetched from a network. What the
   * user set already stays; the environment variable {@code DJL_OFFLINE=false} allows downloads.
   *
   * @param threads null for {@code otherwise}
   */
  static void set(@Nullable Integer threads, int otherwise) {
    setIfAbsent("OPT_OUT_TRACKING", "true");
    setIfAbsent("ai.djl.offline", "true");
    if (threads != null) {
      System.setProperty(THREADS, threads.toString());
    } else {
      setIfAbsent(THREADS, Integer.toString(otherwise));
    }
  }

  private static void setIfAbsent(String name, String value) {
    if (System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }
}
