package dev.xdc.encoder;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xdc.clip.ClipSpec;
import dev.xdc.engine.TorchEngine;
import java.util.OptionalDouble;

/**
 * Measures whether a device gains from {@link Precision#BFLOAT16}: processors without instructions
 * for it compute it more slowly than FLOAT32.
 */
public final class PrecisionGain {
  private static final int PASSES = 5;
  private static final int CLIPS = 4;
  private static final ClipSpec CLIP =
      ClipSpec.paper().toBuilder().optFrames(4).optShortSide(56).optCrop(56).build();

  private PrecisionGain() {}

  /**
   * Returns how many times as fast as in FLOAT32 a small R(2+1)D runs in BFLOAT16 on {@code
   * device}; takes about a quarter of a second.
   */
  public static double measure(Device device) {
    TorchEngine.ready();
    try (Encoder encoder = Encoders.of(EncoderSpec.r2plus1d(10, 32), CLIP).initialize(device, 1)) {
      return (double) fastestPass(encoder, Precision.FLOAT32)
          / fastestPass(encoder, Precision.BFLOAT16);
    }
  }

  /**
   * Returns {@link #measure} where {@code device} is slower with {@code precision} than in FLOAT32;
   * nothing where it is not. FLOAT32 itself is not measured.
   */
  public static OptionalDouble slowdown(Precision precision, Device device) {
    if (precision == Precision.FLOAT32) {
      return OptionalDouble.empty();
    }
    double gain = measure(device);
    return gain < 1 ? OptionalDouble.of(gain) : OptionalDouble.empty();
  }

  private static long fastestPass(Encoder encoder, Precision precision) {
    encoder.optPrecision(precision);
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < PASSES; i++) {
      try (NDManager scratch = encoder.manager().newSubManager()) {
        NDArray clips = scratch.ones(new Shape(CLIPS).addAll(encoder.clipShape()));
        long start = System.nanoTime();
        encoder.forward(clips, false).toFloatArray(); // waits for the device
        fastest = Math.min(fastest, System.nanoTime() - start);
      }
    }
    return fastest;
  }
}
