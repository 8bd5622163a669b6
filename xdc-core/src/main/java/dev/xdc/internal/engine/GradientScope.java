package dev.xdc.internal.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import dev.xdc.engine.TorchEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
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
  private final List<Boundary> boundaries = new ArrayList<>();

  /**
   * Holds what is needed after the backward pass: managers of the step's arrays may close before.
   */
  private final NDManager kept;

  /** A weight whose gradient follows from that of a result. */
  private record Deferred(NDArray input, NDArray weight, NDArray result) {
    void backward() {
      try (NDArray gradient = result.getGradient();
          NDArray own = TapProducts.weightGradient(input, gradient, weight)) {
        JniUtils.backward((PtNDArray) weight, (PtNDArray) own, false, false);
      }
      input.close();
      weight.close();
      result.close();
    }
  }

  /**
   * Where the graph ends, to be continued below once the gradients above are known. There is an
   * array for each device that shares the batch.
   *
   * @param below the last arrays of the graph below
   * @param above the first arrays of the graph above
   * @param before how many weights were deferred below
   * @param between computes those above of those below; null if they are the same
   */
  private record Boundary(
      List<NDArray> below,
      List<NDArray> above,
      int before,
      @Nullable UnaryOperator<List<NDArray>> between) {

    /** Returns the leaf with which the graph of what lies between begins. */
    private static NDArray leaf(NDArray x, NDManager scratch) {
      try (NDArray constant = x.stopGradient()) {
        constant.attach(scratch.newSubManager(x.getDevice()));
        return TorchFunctions.isInGraph(x)
            ? TorchFunctions.retainGradient(constant)
            : constant.duplicate();
      }
    }

    /** Hands gradients on and closes the arrays; those of several devices share a graph. */
    private static void pass(List<NDArray> from, List<NDArray> to) {
      for (int i = 0; i < to.size(); i++) {
        if (TorchFunctions.isInGraph(to.get(i))) {
          try (NDArray gradient = from.get(i).getGradient()) {
            boolean more = i < to.size() - 1;
            JniUtils.backward((PtNDArray) to.get(i), (PtNDArray) gradient, more, false);
          }
        }
      }
      from.forEach(NDArray::close);
      to.forEach(NDArray::close);
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
   * Leaves the weight's gradient of a convolution over time to {@link #backward}, which computes it
   * by {@link TapProducts} once it knows that of the result.
   *
   * @param input of the convolution
   * @param weight what the gradient flows on from, to a parameter
   * @param result of the convolution of {@code input} with the weight as a constant
   */
  public void defer(NDArray input, NDArray weight, NDArray result) {
    deferred.add(
        new Deferred(
            keep(input.stopGradient()),
            keep(weight.reshape(weight.getShape())),
            keep(TorchFunctions.retainGradient(result))));
  }

  /** Whether a weight has been deferred since the last cut, so that another cut pays. */
  public boolean defers() {
    int last = boundaries.size() - 1;
    return deferred.size() > (last < 0 ? 0 : boundaries.get(last).before());
  }

  /**
   * Cuts the graph in two, so that {@link #backward} computes the weights that are deferred above
   * and drops what they need before it continues below.
   *
   * @param x what of the graph below is used from now on, and nothing else; has a gradient
   * @return {@code x} as the graph above sees it, with the same managers
   */
  public List<NDArray> cut(List<NDArray> x) {
    List<NDArray> above = x.stream().map(NDArray::stopGradient).toList();
    limit(x, above, null);
    return above;
  }

  /**
   * Computes a stretch without a graph; {@link #backward} computes it once more for its gradients.
   * That takes the time of another forward pass and the memory of one stretch at a time.
   *
   * @param x what of the graph below the stretch is computed of; a leaf if anything else uses it
   * @param first computes the stretch, without gradients
   * @param again computes the same bits, with gradients
   * @return the results as the graph above sees them
   */
  public List<NDArray> checkpoint(
      List<NDArray> x, UnaryOperator<List<NDArray>> first, UnaryOperator<List<NDArray>> again) {
    JniUtils.setGradMode(false);
    List<NDArray> above;
    try {
      above = first.apply(x);
    } finally {
      JniUtils.setGradMode(true);
    }
    limit(x, above, again);
    return above;
  }

  private void limit(
      List<NDArray> below, List<NDArray> above, @Nullable UnaryOperator<List<NDArray>> between) {
    boundaries.add(
        new Boundary(
            below.stream().map(x -> keep(x.reshape(x.getShape()))).toList(),
            above.stream().map(x -> keep(TorchFunctions.retainGradient(x))).toList(),
            deferred.size(),
            between));
  }

  private NDArray keep(NDArray array) {
    array.attach(kept);
    return array;
  }

  /** Computes the gradients of {@code loss}, a scalar. */
  public void backward(NDArray loss) {
    collector.backward(loss);
    for (int i = boundaries.size() - 1; i >= 0; i--) {
      Boundary boundary = boundaries.remove(i);
      settle(boundary.before());
      if (boundary.between() == null) {
        Boundary.pass(boundary.above(), boundary.below());
      } else {
        repeat(boundary, boundary.between());
      }
    }
    settle(0);
  }

  private void repeat(Boundary boundary, UnaryOperator<List<NDArray>> between) {
    try (NDManager scratch = kept.newSubManager()) {
      List<NDArray> x = boundary.below().stream().map(a -> Boundary.leaf(a, scratch)).toList();
      Boundary.pass(boundary.above(), between.apply(x));
      settle(boundary.before());
      Boundary.pass(x, boundary.below());
    }
  }

  /** Computes the gradients of all but the first weights that are deferred, the last one first. */
  private void settle(int first) {
    for (int i = deferred.size() - 1; i >= first; i--) {
      deferred.remove(i).backward();
    }
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
