package dev.xdc.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xdc.engine.TorchEngine;
import java.util.ArrayList;
import java.util.List;

/**
 * Applies {@link Sgd} to a set of parameters and keeps their momentum. Nothing grows from step to
 * step.
 */
final class SgdUpdate implements AutoCloseable {
  private final Sgd sgd;
  private final NDManager manager;
  private final List<NDArray> weights;
  private final List<NDArray> velocities = new ArrayList<>();

  /**
   * Prepares the update of {@code weights}, all on one device.
   *
   * @param manager a manager on that device
   */
  SgdUpdate(Sgd sgd, NDManager manager, List<NDArray> weights) {
    this.sgd = sgd;
    this.manager = manager.newSubManager();
    this.weights = List.copyOf(weights);
    for (NDArray weight : weights) {
      velocities.add(this.manager.zeros(weight.getShape(), weight.getDataType()));
    }
  }

  /** Takes one step along the gradients and zeroes them. */
  void step(double rate) {
    for (int i = 0; i < weights.size(); i++) {
      NDArray weight = weights.get(i);
      NDArray velocity = velocities.get(i);
      try (NDArray gradient = weight.getGradient()) {
        if (sgd.weightDecay() > 0) {
          try (NDArray decay = weight.mul(sgd.weightDecay())) {
            gradient.addi(decay);
          }
        }
        velocity.muli(sgd.momentum()).addi(gradient);
        if (sgd.nesterov()) {
          try (NDArray ahead = velocity.mul(sgd.momentum() * rate)) {
            weight.subi(gradient.muli(rate)).subi(ahead);
          }
        } else {
          try (NDArray scaled = velocity.mul(rate)) {
            weight.subi(scaled);
          }
        }
        TorchEngine.zeroGradient(weight); // the engine adds to gradients
      }
    }
  }

  /** Zeroes the gradients, whatever they hold, and steps nowhere. */
  void skip() {
    weights.forEach(TorchEngine::zeroGradient);
  }

  /** Returns the momentum of each weight, in the order of the weights. */
  List<NDArray> velocities() {
    return velocities;
  }

  @Override
  public void close() {
    manager.close();
  }
}
