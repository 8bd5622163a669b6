package dev.xdc.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.training.GradientCollector;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A stretch of computation of which gradients are recorded, on the calling thread.
 *
 * <p>The engine allows one per JVM and throws at a second one. Here the second one waits, so that
 * runs on several threads take turns, step by step, and each comes to what it would alone.
 */
public final class GradientScope implements AutoCloseable {
  private static final ReentrantLock TURN = new ReentrantLock();

  private final GradientCollector collector;

  private GradientScope(GradientCollector collector) {
    this.collector = collector;
  }

  /**
   * Waits for the turn of the calling thread and starts recording.
   *
   * @throws IllegalStateException if this thread records already, or the application records by
   *     means of its own
   */
  public static GradientScope open() {
    if (TURN.isHeldByCurrentThread()) {
      throw new IllegalStateException("gradients are recorded already: close the open scope first");
    }
    TURN.lock();
    try {
      return new GradientScope(TorchEngine.ready().newGradientCollector());
    } catch (RuntimeException e) {
      TURN.unlock();
      throw e;
    }
  }

  /** Computes the gradients of {@code loss}, a scalar. */
  public void backward(NDArray loss) {
    collector.backward(loss);
  }

  @Override
  public void close() {
    try {
      collector.close();
    } finally {
      TURN.unlock();
    }
  }
}
