package dev.xdc.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether the engine's convolutions of plain layout are right on this processor: those of PyTorch
 * 2.7.1 are off by a third of the largest value for many numbers of channels on some processors
 * with AVX-512. Built-in encoders compute around that; a network of your own may be affected.
 */
public final class ConvolutionCheck {
  private static final int[] CHANNELS = {8, 16, 24, 32, 40, 48, 64, 80, 96, 128};
  private static final int CLIPS = 2;
  private static final int SIDE = 14;
  private static final int KERNEL = 3;

  /** Rounding in FLOAT32 stays far below. */
  private static final double WRONG = 1e-3;

  private ConvolutionCheck() {}

  /**
   * Compares convolutions in FLOAT32 with those in FLOAT64 on the CPU. Takes some 50 ms.
   *
   * @return the largest difference over the largest value by number of channels, of those that are
   *     wrong
   */
  public static Map<Integer, Double> wrongChannels() {
    Map<Integer, Double> wrong = new TreeMap<>();
    try (NDManager manager = TorchEngine.ready().newBaseManager()) {
      for (int channels : CHANNELS) {
        double difference = difference(manager, channels);
        if (!(difference < WRONG)) {
          wrong.put(channels, difference);
        }
      }
    }
    return wrong;
  }

  private static double difference(NDManager parent, int channels) {
    try (NDManager scope = parent.newSubManager()) {
      NDArray input = waves(scope, new Shape(CLIPS, channels, SIDE, SIDE));
      NDArray weight = waves(scope, new Shape(channels, channels, KERNEL, KERNEL));
      NDArray found = Conv2d.conv2d(input, weight).singletonOrThrow();
      NDArray exact =
          Conv2d.conv2d(input.toType(DataType.FLOAT64, true), weight.toType(DataType.FLOAT64, true))
              .singletonOrThrow();
      NDArray gap = found.toType(DataType.FLOAT64, true).sub(exact).abs().max();
      return gap.getDouble() / exact.abs().max().getDouble();
    }
  }

  /** Returns values from -1 to 1 that look like noise and need no seed. */
  private static NDArray waves(NDManager scope, Shape shape) {
    return scope.arange(0f, (float) shape.size(), 1f).mul(1.7f).sin().reshape(shape);
  }
}
