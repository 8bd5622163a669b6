package dev.xdc.encoder;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import dev.xdc.clip.Modality;
import dev.xdc.engine.TorchEngine;

/**
 * What an encoder has once its weights exist.
 *
 * @param manager owns the weights
 * @param parameters hands them to the block
 * @param width D
 */
record Weights(NDManager manager, ParameterStore parameters, int width) {

  /** Draws the weights of a network; see {@link Encoder#initialize}. */
  static Weights draw(
      Modality modality, Network network, Shape clipShape, Device device, long seed) {
    NDManager owner = TorchEngine.ready().newBaseManager(device);
    try {
      network.draw(owner, seed, clipShape);
      int width = checkedWidth(modality, network.block(), clipShape, owner);
      network.requireComputable(clipShape, owner);
      return new Weights(owner, new ParameterStore(owner, false), width);
    } catch (RuntimeException e) {
      network.block().clear(); // so that it can be tried again
      owner.close();
      throw e;
    }
  }

  private static int checkedWidth(Modality modality, Block block, Shape clip, NDManager owner) {
    if (block instanceof ResidualNet net) {
      return net.width(); // whatever the clip
    }
    try (NDManager scratch = owner.newSubManager()) {
      NDArray clips = scratch.zeros(new Shape(2).addAll(clip));
      NDList rows = block.forward(new ParameterStore(scratch, false), new NDList(clips), false);
      Shape shape = rows.size() == 1 ? rows.get(0).getShape() : new Shape();
      if (shape.dimension() != 2 || shape.get(0) != 2) {
        throw new IllegalArgumentException(
            "the "
                + modality
                + " encoder turns 2 clips of "
                + clip
                + " into "
                + rows
                + ", must be shape (2, D)");
      }
      rows.close();
      return Math.toIntExact(shape.get(1));
    }
  }
}
