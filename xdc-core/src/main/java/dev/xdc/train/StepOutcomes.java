package dev.xdc.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;

/** What steps came to, left on the device until it is read in one go. */
final class StepOutcomes implements AutoCloseable {
  private final NDManager manager;
  private final int layers;

  /** Of each step the losses of its layers, then their accuracies. */
  private final NDList unread = new NDList();

  /**
   * Keeps what it is given in a sub-manager of {@code parent}.
   *
   * @param layers how many losses a step has, at least 1
   */
  StepOutcomes(NDManager parent, int layers) {
    this.manager = parent.newSubManager();
    this.layers = layers;
  }

  /** Takes scalars over, a loss and an accuracy of each layer; does not wait for the device. */
  void add(NDList losses, NDList accuracies) {
    losses.attach(manager);
    accuracies.attach(manager);
    unread.addAll(losses);
    unread.addAll(accuracies);
  }

  /** Waits for the device and returns of each step the layer with the lowest loss. */
  List<Learner.Outcome> read() {
    List<Learner.Outcome> outcomes = new ArrayList<>();
    if (unread.isEmpty()) {
      return outcomes;
    }
    try (NDArray all = NDArrays.stack(unread)) {
      float[] values = all.toFloatArray();
      for (int step = 0; step < values.length; step += 2 * layers) {
        int best = step;
        for (int i = step + 1; i < step + layers; i++) {
          if (values[i] < values[best] || Float.isNaN(values[best])) {
            best = i;
          }
        }
        outcomes.add(new Learner.Outcome(values[best], values[best + layers]));
      }
    }
    unread.close();
    unread.clear();
    return outcomes;
  }

  @Override
  public void close() {
    manager.close();
  }
}
