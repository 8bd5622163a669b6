package dev.xdc.internal.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import dev.xdc.engine.TorchEngine;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
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
  private final IdentityHashMap<NDArray, NDArray> leaves = new IdentityHashMap<>();

  /** What remains of the backward pass, the part that comes next first. */
  private final Deque<Pending> pending = new ArrayDeque<>();

  /**
   * Holds what is needed after the backward pass: managers of the step's arrays may close before.
   */
  private final NDManager kept;

  private boolean recording = true;

  /** A part of the backward pass that begins once the one above it is done. */
  private interface Pending {
    void backward();
  }

  /** A weight whose gradient follows from that of a result. */
  private record Deferred(NDArray input, NDArray weight, NDArray result) implements Pending {
    @Override
    public void backward() {
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
   * Where the graph is in two.
   *
   * @param below the last arrays of the graph below
   * @param above the same arrays as the first ones of the graph above
   */
  private record Cut(NDList below, NDList above) implements Pending {
    @Override
    public void backward() {
      try (NDList gradients = gradients(above)) {
        above.close();
        TorchFunctions.backward(below, gradients);
      }
      below.close();
    }
  }

  /**
   * Results that have no graph yet.
   *
   * @param inputs of the computation
   * @param again does it once more
   * @param above the results as the first arrays of the graph above
   */
  private record Recomputed(NDList inputs, UnaryOperator<List<NDArray>> again, NDList above)
      implements Pending {
    @Override
    public void backward() {
      try (NDList gradients = gradients(above)) {
        above.close(); // before they are there once more
        try (NDList results = new NDList(again.apply(inputs))) {
          TorchFunctions.backward(results, gradients);
        }
      }
      inputs.close();
    }
  }

  private GradientScope(Engine engine, List<NDArray> trained) {
    this.collector = engine.newGradientCollector();
    this.kept = engine.newBaseManager(Device.cpu());
    for (NDArray weight : trained) {
      NDArray leaf = keep(weight.stopGradient());
      leaf.setRequiresGradient(true);
      leaves.put(weight, leaf);
    }
  }

  /**
   * Waits for the turn of the calling thread and starts recording gradients of what {@link
   * NDArray#setRequiresGradient} was called on.
   *
   * @throws IllegalStateException if this thread records already, or the application records by
   *     means of its own
   */
  public static GradientScope open() {
    return open(List.of());
  }

  /**
   * Does the same for weights that are trained. Their gradients live as long as the scope: between
   * two steps, and while a forward pass keeps its activations, they take no memory.
   *
   * @param trained weights; {@link #traced} stands for each of them in the computation
   * @throws IllegalStateException as {@link #open()}
   */
  public static GradientScope open(List<NDArray> trained) {
    if (TURN.isHeldByCurrentThread()) {
      throw new IllegalStateException("gradients are recorded already: close the open scope first");
    }
    TURN.lock();
    try {
      GradientScope scope = new GradientScope(TorchEngine.ready(), trained);
      open = scope;
      return scope;
    } catch (RuntimeException e) {
      TURN.unlock();
      throw e;
    }
  }

  /** Returns the scope that records for the calling thread, or null. */
  public static @Nullable GradientScope current() {
    return TURN.isHeldByCurrentThread() ? open : null;
  }

  /**
   * Returns the array to compute with in place of a weight: one with the same values of which the
   * calling thread's open scope records gradients, or {@code weight} itself if it is not trained.
   */
  public static NDArray traced(NDArray weight) {
    GradientScope scope = current();
    return scope == null ? weight : scope.leaves.getOrDefault(weight, weight);
  }

  /** Returns the gradients of weights that this scope trains, its own until it closes. */
  public List<NDArray> gradients(List<NDArray> weights) {
    return weights.stream().map(weight -> leaf(weight).getGradient()).toList();
  }

  private NDArray leaf(NDArray weight) {
    NDArray leaf = leaves.get(weight);
    if (leaf == null) {
      throw new IllegalArgumentException("not trained in this scope: " + weight.getShape());
    }
    return leaf;
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
    pending.push(
        new Deferred(
            keep(input.stopGradient()),
            keep(weight.reshape(weight.getShape())),
            keep(TorchFunctions.retainGradient(result))));
  }

  /** Whether something has been put off since the last cut, so that another cut pays. */
  public boolean defers() {
    return !pending.isEmpty() && !(pending.peek() instanceof Cut);
  }

  /**
   * Cuts the graph in two, so that {@link #backward} finishes what was put off above and drops what
   * it needs before it continues below.
   *
   * @param arrays what of the graph below is used from now on, and nothing else; have gradients
   * @return the arrays as the graph above sees them, each with the same manager
   */
  public List<NDArray> cut(List<NDArray> arrays) {
    NDList below = new NDList();
    NDList above = new NDList();
    List<NDArray> seen = arrays.stream().map(NDArray::stopGradient).toList();
    for (int i = 0; i < seen.size(); i++) {
      below.add(keep(TorchFunctions.same(arrays.get(i))));
      above.add(keep(TorchFunctions.retainGradient(seen.get(i))));
    }
    pending.push(new Cut(below, above));
    return seen;
  }

  /**
   * Computes something without a graph, and once more with one when its gradients are due: what
   * lies between inputs and results is kept for that short time only.
   *
   * @param inputs constants, or the first arrays of a graph; stay the caller's
   * @param first computes the results
   * @param again computes the same results, and changes nothing that {@code first} has changed
   * @return the results, as a new graph begins with them
   */
  public List<NDArray> recompute(
      List<NDArray> inputs,
      UnaryOperator<List<NDArray>> first,
      UnaryOperator<List<NDArray>> again) {
    List<NDArray> results;
    open = null;
    JniUtils.setGradMode(false);
    try {
      results = first.apply(inputs);
    } finally {
      JniUtils.setGradMode(true);
      open = this;
    }
    NDList own = new NDList();
    inputs.forEach(x -> own.add(keep(TorchFunctions.same(x))));
    NDList above = new NDList();
    results.forEach(y -> above.add(keep(TorchFunctions.retainGradient(y))));
    pending.push(new Recomputed(own, again, above));
    return results;
  }

  private static NDList gradients(NDList arrays) {
    return new NDList(arrays.stream().map(NDArray::getGradient).toList());
  }

  private NDArray keep(NDArray array) {
    array.attach(kept);
    return array;
  }

  /** Computes the gradients of {@code loss}, a scalar, and ends the recording. */
  public void backward(NDArray loss) {
    collector.backward(loss);
    while (!pending.isEmpty()) {
      pending.pop().backward();
    }
    stopRecording();
  }

  private void stopRecording() {
    if (recording) {
      recording = false;
      collector.close();
    }
  }

  @Override
  public void close() {
    try {
      open = null;
      kept.close();
      stopRecording();
    } finally {
      TURN.unlock();
    }
  }
}
