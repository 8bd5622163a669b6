package dev.xdc.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of computation of which gradients are recorded, on the calling thread.
 *
 * <p>The engine allows one per JVM and throws at a second one. Here the second one waits, so that
 * runs on several threads take turns, step by step, and each comes to what it would alone.
 */
public final class GradientScope implements AutoCloseable {
  private static final ReentrantLock TURN = new ReentrantLock();

  /** The open scope; only the thread whose turn it is looks at it. */
  private static @Nullable GradientScope open;

  private final GradientCollector collector;
  private final List<Deferred> deferred = new ArrayList<>();

  /** Holds what is deferred: managers of the step's own arrays may close before. */
  private final NDManager kept;

  /** A weight whose gradient follows from that of a result. */
  private record Deferred(TapProducts products, NDArray input, NDArray weight, NDArray result) {
    void backward() {
      try (NDArray gradient = result.getGradient();
          NDArray own = products.apply(input, gradient, weight)) {
        JniUtils.backward((PtNDArray) weight, (PtNDArray) own, false, false);
      }
    }
  }

  private GradientScope(Engine engine) {
    this.collector = engine.newGradientCollector();
    this.kept = engine.newBaseManager(Device.cpu());
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
      GradientScope scope = new GradientScope(TorchEngine.ready());
      open = scope;
      return scope;
    } catch (RuntimeException e) {
      TURN.unlock();
      throw e;
    }
  }

  /** Returns the scope that the calling thread has open, or null. */
  public static @Nullable GradientScope current() {
    return TURN.isHeldByCurrentThread() ? open : null;
  }

  /**
   * Leaves the gradient of a convolution's weight to {@link #backward}, which computes it as
   * products once it knows that of the result.
   *
   * @param input of the convolution, see {@link TapProducts#apply}
   * @param weight what the gradient flows on from, to a parameter
   * @param result of the convolution of {@code input} with the weight as a constant
   */
  public void defer(TapProducts products, NDArray input, NDArray weight, NDArray result) {
    Deferred later =
        new Deferred(
            products,
            input.stopGradient(),
            weight.reshape(weight.getShape()),
            TorchFunctions.retainGradient(result));
    later.input().attach(kept);
    later.weight().attach(kept);
    later.result().attach(kept);
    deferred.add(later);
  }

  /** Computes the gradients of {@code loss}, a scalar. */
  public void backward(NDArray loss) {
    collector.backward(loss);
    deferred.forEach(Deferred::backward);
  }

  @Override
  public void close() {
    try {
      open = null;
      kept.close();
      collector.close();
    } finally {
      TURN.unlock();
    }
  }
}
