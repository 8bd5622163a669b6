package dev.xdc.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xdc.engine.TorchFunctions;
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

  /**
   * Takes one step along the gradients and zeroes them; does not wait for the device.
   *
   * @param loss what the gradients are of, a scalar; if it is not finite, weights and momentum stay
   */
  void step(double rate, NDArray loss) {
    List<NDArray> gradients = weights.stream().map(NDArray::getGradient).toList();
    TorchFunctions.sgd(
        weights,
        velocities,
        gradients,
        rate,
        sgd.momentum(),
        sgd.weightDecay(),
        sgd.nesterov(),
        loss);
    gradients.forEach(NDArray::close); // a handle of its own each time
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
