package dev.xdc.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import dev.xdc.internal.engine.TorchNet;
import java.util.List;

/**
 * The inference pass of a network as it is now: with its batch norms folded, in one native call.
 * Good for as long as its weights stay and clips have the shape it was made for.
 *
 * <p>Closed by the manager of the weights unless it is closed before.
 */
final class InferenceNet implements AutoCloseable {
  private final NDManager owner;
  private final TorchNet net;
  private final List<Parameter> parameters;
  private final List<NDArray> arrays;
  private final Shape clip;
  private final Precision precision;

  /**
   * Folds the weights of a network.
   *
   * @param body the network between (N, T, H, W, C) and the last feature map of that form
   * @param input shape of what it is given; any N will do
   * @param weights manages the weights
   */
  InferenceNet(Op body, Shape input, Precision precision, NDManager weights) {
    this.owner = weights.newSubManager();
    try {
      InferenceScript script = new InferenceScript(input, precision, owner);
      body.write(script);
      List<String> lines = script.lines();
      this.parameters = script.sources();
      this.arrays = parameters.stream().map(Parameter::getArray).toList();
      this.net = new TorchNet(lines, script.weights(), arrays);
    } catch (RuntimeException e) {
      owner.close();
      throw e;
    }
    owner.attachInternal("network " + System.identityHashCode(net), net);
    this.clip = input.slice(1);
    this.precision = precision;
  }

  /** Returns whether it computes what the network computes for an input of this shape. */
  boolean fits(Shape input, Precision wanted) {
    if (precision != wanted || !clip.equals(input.slice(1))) {
      return false;
    }
    for (int i = 0; i < arrays.size(); i++) {
      if (parameters.get(i).getArray() != arrays.get(i)) {
        return false;
      }
    }
    return net.isCurrent();
  }

  /** Returns the last feature map of {@code x}, with its manager. */
  NDArray apply(NDArray x) {
    return net.apply(x);
  }

  @Override
  public void close() {
    owner.close();
  }
}
