package dev.xdc.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import dev.xdc.internal.engine.OneDnn;
import dev.xdc.internal.engine.TorchNet;
import java.util.List;

/**
 * The inference pass of a network as it is now: with its batch norms folded, in one native call.
 * Good for as long as its weights stay. Usable from many threads.
 *
 * <p>Closed by the manager of the weights unless it is closed before.
 */
final class InferenceNet implements AutoCloseable {
  private final NDManager owner;
  private final TorchNet net;
  private final List<Parameter> parameters;
  private final List<NDArray> arrays;
  private final Precision precision;

  /**
   * Folds the weights of a network.
   *
   * @param body the network between (N, T, H, W, C) and the last feature map of that form
   * @param channels of what it is given
   * @param parameters of the network
   * @param weights manages the weights
   */
  InferenceNet(
      Op body, long channels, List<Parameter> parameters, Precision precision, NDManager weights) {
    this.parameters = parameters;
    this.arrays = parameters.stream().map(Parameter::getArray).toList();
    this.precision = precision;
    this.owner = weights.newSubManager();
    try {
      long version = TorchNet.version(arrays); // of what is read below, or older
      boolean oneDnn = !owner.getDevice().isGpu() && OneDnn.isAvailable();
      InferenceScript script = new InferenceScript(channels, precision, owner, oneDnn);
      body.write(script);
      this.net = new TorchNet(script.lines(), script.weights(), arrays, version);
    } catch (RuntimeException e) {
      owner.close();
      throw e;
    }
    owner.attachInternal("network " + System.identityHashCode(net), net);
  }

  /** Returns whether it computes what the network computes now. */
  boolean isCurrent(Precision wanted) {
    if (precision != wanted) {
      return false;
    }
    for (int i = 0; i < arrays.size(); i++) {
      if (parameters.get(i).getArray() != arrays.get(i)) {
        return false;
      }
    }
    return net.isCurrent();
  }

  /**
   * Returns the last feature map.
   *
   * @param x shape (N, T, H, W, channels)
   * @return of that form, contiguous, with the manager of {@code x}
   */
  NDArray apply(NDArray x) {
    return net.apply(x);
  }

  @Override
  public void close() {
    owner.close();
  }
}
