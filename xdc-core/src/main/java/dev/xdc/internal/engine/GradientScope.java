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
import java.util.IdentityHashMap;
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
  private final IdentityHashMap<NDArray, NDArray> leaves = new IdentityHashMap<>();
  private final List<Deferred> deferred = new ArrayList<>();
  private final List<Cut> cuts = new ArrayList<>();

  /**
   * Holds what is needed after the backward pass: managers of the step's arrays may close before.
   */
  private final NDManager kept;

  private boolean recording = true;

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
   * Where the graph is in two.
   *
   * @param below the last array of the graph below
   * @param above the same array as the first one of the graph above
   * @param before how many weights were deferred below
   */
  private record Cut(NDArray below, NDArray above, int before) {
    void backward() {
      try (NDArray gradient = above.getGradient()) {
        JniUtils.backward((PtNDArray) below, (PtNDArray) gradient, false, false);
      }
      below.close();
      above.close();
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

  /** Returns the scope that the calling thread has open, or null. */
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
    deferred.add(
        new Deferred(
            keep(input.stopGradient()),
            keep(weight.reshape(weight.getShape())),
            keep(TorchFunctions.retainGradient(result))));
  }

  /** Whether a weight has been deferred since the last cut, so that another cut pays. */
  public boolean defers() {
    return deferred.size() > (cuts.isEmpty() ? 0 : cuts.get(cuts.size() - 1).before());
  }

  /**
   * Cuts the graph in two, so that {@link #backward} computes the weights that are deferred above
   * and drops what they need before it continues below.
   *
   * @param x what of the graph below is used from now on, and nothing else; has a gradient
   * @return {@code x} as the graph above sees it, with the same manager
   */
  public NDArray cut(NDArray x) {
    NDArray above = x.stopGradient();
    cuts.add(
        new Cut(
            keep(x.reshape(x.getShape())),
            keep(TorchFunctions.retainGradient(above)),
            deferred.size()));
    return above;
  }

  private NDArray keep(NDArray array) {
    array.attach(kept);
    return array;
  }

  /** Computes the gradients of {@code loss}, a scalar, and ends the recording. */
  public void backward(NDArray loss) {
    collector.backward(loss);
    for (int i = cuts.size() - 1; i >= 0; i--) {
      settle(cuts.get(i).before());
      cuts.get(i).backward();
    }
    settle(0);
    cuts.clear();
    stopRecording();
  }

  private void stopRecording() {
    if (recording) {
      recording = false;
      collector.close();
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
      stopRecording();
    } finally {
      TURN.unlock();
    }
  }
}
