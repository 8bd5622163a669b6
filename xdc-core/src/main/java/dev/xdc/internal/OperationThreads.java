package dev.xdc.internal;

import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Consumer;

/**
 * How many threads PyTorch shares an operation of the calling thread among. PyTorch keeps the
 * number for each thread, which takes that last set anywhere when it first asks for it.
 */
public final class OperationThreads {
  private OperationThreads() {}

  /** Returns the number of the calling thread, once no other thread is setting it. */
  public static synchronized int count() {
    return JniUtils.getNumThreads();
  }

  /**
   * Makes operations on other threads run on one thread each, for good. They ask before they set
   * theirs, and the number of the caller is set again at the end; {@link #count} waits until then.
   *
   * @param onThem runs what it is given on all of these threads and returns when they have
   */
  public static synchronized void computeAlone(Consumer<Runnable> onThem) {
    int usual = JniUtils.getNumThreads();
    try {
      onThem.accept(
          () -> {
            JniUtils.setGradMode(false);
            JniUtils.getNumThreads();
            JniUtils.setNumThreads(1);
          });
    } finally {
      JniUtils.setNumThreads(usual);
    }
  }
}
