package dev.xdc.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.initializer.Initializer;
import java.util.SplittableRandom;

/**
 * He-normal initialisation (He et al. 2015) by fan-out, the MSRA fill of the paper's code family:
 * variance 2 / (out x kernel size). Draws from a seed of its own, so that it neither needs nor
 * disturbs the engine's global random state.
 */
final class HeNormal implements Initializer {
  private final SplittableRandom random;

  HeNormal(long seed) {
    this.random = new SplittableRandom(seed);
  }

  @Override
  public NDArray initialize(NDManager manager, Shape shape, DataType dataType) {
    long fanOut = shape.dimension() == 1 ? shape.get(0) : shape.size() / shape.get(1);
    return normal(manager, shape, Math.sqrt(2.0 / fanOut));
  }

  private NDArray normal(NDManager manager, Shape shape, double deviation) {
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return manager.create(values, shape);
  }
}
