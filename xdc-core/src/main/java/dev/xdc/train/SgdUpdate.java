package dev.xdc.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import dev.xdc.internal.engine.GradientScope;
import dev.xdc.internal.engine.TorchFunctions;
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
  private final Group decayed = new Group();
  private final Group others = new Group();

  /** An array that is trained, and what kind of parameter it is. */
  record Trained(NDArray array, Parameter.Type type) {}

  /** Weights that share a weight decay, with their momentum. */
  private record Group(List<NDArray> weights, List<NDArray> velocities) {
    Group() {
      this(new ArrayList<>(), new ArrayList<>());
    }

    void add(NDArray weight, NDArray velocity) {
      weights.add(weight);
      velocities.add(velocity);
    }
  }

  /**
   * Prepares the update of {@code parameters}, all on one device.
   *
   * @param manager a manager on that device
   */
  SgdUpdate(Sgd sgd, NDManager manager, List<Trained> parameters) {
    this.sgd = sgd;
    this.manager = manager.newSubManager();
    this.weights = parameters.stream().map(Trained::array).toList();
    for (Trained parameter : parameters) {
      NDArray weight = parameter.array();
      NDArray velocity = this.manager.zeros(weight.getShape(), weight.getDataType());
      velocities.add(velocity);
      (sgd.decayed().cover(parameter.type()) ? decayed : others).add(weight, velocity);
    }
  }

  /**
   * Takes one step along the gradients; does not wait for the device.
   *
   * @param scope has computed the gradients, and trains {@link #weights}
   * @param loss what the gradients are of, a scalar; if it is not finite, weights and momentum stay
   */
  void step(GradientScope scope, double rate, NDArray loss) {
    step(scope, decayed, sgd.weightDecay(), rate, loss);
    step(scope, others, 0, rate, loss);
  }

  private void step(GradientScope scope, Group group, double decay, double rate, NDArray loss) {
    if (group.weights.isEmpty()) {
      return;
    }
    TorchFunctions.sgd(
        group.weights,
        group.velocities,
        scope.gradients(group.weights),
        rate,
        sgd.momentum(),
        decay,
        sgd.nesterov(),
        loss);
  }

  /** Returns what is trained. */
  List<NDArray> weights() {
    return weights;
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
