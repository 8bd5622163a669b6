package dev.xdc.encoder;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.xdc.clip.Modality;
import dev.xdc.engine.TorchEngine;
import java.util.OptionalLong;

/**
 * What an encoder has once its weights exist.
 *
 * @param manager owns the weights
 * @param parameters hands them to the block
 * @param width D
 */
record Weights(NDManager manager, ParameterStore parameters, int width) {

  /** Makes the weights of a network; see {@link Encoder#initialize}. */
  static Weights make(
      Modality modality, Network network, Shape clipShape, Device device, OptionalLong seed) {
    NDManager owner = TorchEngine.ready().newBaseManager(device);
    try {
      network.make(owner, seed, clipShape);
      int width = network.featureWidth(modality, clipShape, owner);
      network.requireComputable(clipShape, owner);
      return new Weights(owner, new TracedParameters(owner), width);
    } catch (RuntimeException e) {
      network.block().clear(); // so that it can be tried again
      owner.close();
      throw e;
    }
  }
}
