package dev.xdc.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv2d;
import dev.xdc.internal.engine.GradientScope;
import dev.xdc.internal.engine.Processor;
import dev.xdc.internal.engine.TapProducts;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A convolution over space or over time, on (N, T, H, W, C), as a 2-d convolution.
 *
 * <p>Input and result may have more channels than the weight: those are zeros, see {@link #filled}
 * and {@link #widened}.
 *
 * @param kernel of the 2-d convolution: (out, in, k, k), or (out, in, k, 1) over time
 */
record Convolution(
    Parameter weight,
    @Nullable Parameter bias,
    Shape kernel,
    Shape stride,
    Shape padding,
    boolean overTime,
    long out)
    implements Op.PartOp {
  /** Values of a vector register of AVX2. */
  private static final int LANES = 8;

  /**
   * Values of a register of AVX-512; 1 without it. Where a number of channels fills no whole
   * registers, oneDNN computes with what lies in memory, NaN among it, on small maps: its data
   * gradient of 4 and 8 channels in one step of ten, its result of 24 and 40 channels in one of
   * fifty (PyTorch 2.7.1; never with AVX2). It fills registers up itself, so that zeros cost
   * little.
   */
  private static final int REGISTER = Processor.has("avx512f").orElse(true) ? 16 : 1;

  /** From as many channels on products are faster. */
  private static final int LEAST_CHANNELS = 16;

  /** A convolution over each picture, padded by k / 2. */
  static Convolution spatial(Parameter weight, @Nullable Parameter bias, Shape kernel, int stride) {
    long half = kernel.get(2) / 2;
    return new Convolution(
        weight,
        bias,
        kernel,
        new Shape(stride, stride),
        new Shape(half, half),
        false,
        kernel.get(0));
  }

  /** A convolution over the frames, padded by k / 2. */
  static Convolution temporal(Parameter weight, Shape kernel, int stride) {
    return new Convolution(
        weight,
        null,
        kernel,
        new Shape(stride, 1),
        new Shape(kernel.get(2) / 2, 0),
        true,
        kernel.get(0));
  }

  /** Returns the same convolution with a result that fills whole registers, by zeros. */
  Convolution filled() {
    return withOut(filled(out));
  }

  /**
   * Returns as many channels as fill whole registers. With weights that are packed beforehand, 17
   * to 31, 33 to 47, ... input channels give results that are wrong by a third.
   */
  static long filled(long channels) {
    return upTo(channels, REGISTER);
  }

  /**
   * Returns the same convolution with a result of 8, 16, 24, ... channels, of which the last ones
   * are zeros: the engine's batch norm takes ten times as long for a number of channels that fills
   * no whole vectors (5.8 ms for 11 channels of 64 x 24 x 24, 0.7 ms for 16, with AVX2).
   */
  Convolution widened() {
    return withOut(Math.max(upTo(out, LANES), REGISTER));
  }

  private static long upTo(long channels, int multiple) {
    return (channels + multiple - 1) / multiple * multiple;
  }

  private Convolution withOut(long channels) {
    return new Convolution(weight, bias, kernel, stride, padding, overTime, channels);
  }

  /** Returns how long a side of the input is afterwards. */
  long length(int side, long before) {
    return (before + 2 * padding.get(side) - kernel.get(side + 2)) / stride.get(side) + 1;
  }

  @Override
  public void write(InferenceScript script) {
    script.convolution(this);
  }

  @Override
  public NDArray apply(NDArray x, Pass pass) {
    try (NDArray w = operand(x, pass);
        NDArray b = bias == null ? null : biasOperand(bias, x, pass)) {
      GradientScope scope = products(x, pass) ? GradientScope.current() : null;
      if (scope == null || !pass.value(weight).hasGradient()) {
        return convolve(x, w, b);
      }
      try (NDArray constant = w.stopGradient()) {
        NDArray y = convolve(x, constant, b);
        scope.defer(x, w, y);
        return y;
      }
    }
  }

  /** Whether the weight's gradient is better computed by {@link TapProducts}. */
  private boolean products(NDArray x, Pass pass) {
    Computing computing = pass.computing();
    return overTime
        && computing.products()
        && computing.precision() == Precision.FLOAT32
        && !x.getDevice().isGpu()
        && x.getShape().get(4) >= LEAST_CHANNELS;
  }

  /** Returns the weight with as many channels as input and result have. */
  private NDArray operand(NDArray x, Pass pass) {
    return withChannels(pass.operand(weight, kernel, x), x.getShape().get(4), out);
  }

  /**
   * Adds channels of zeros to a weight.
   *
   * @param weight shape (out, in) or (out, in, k, k); closed if another array is returned
   */
  static NDArray withChannels(NDArray weight, long in, long out) {
    Shape own = weight.getShape();
    if (in == own.get(1) && out == own.get(0)) {
      return weight;
    }
    Shape kernel = own.dimension() == 2 ? new Shape() : new Shape(0, 0, 0, 0);
    try (weight) {
      return weight.pad(kernel.addAll(new Shape(0, in - own.get(1), 0, out - own.get(0))), 0);
    }
  }

  private NDArray biasOperand(Parameter bias, NDArray x, Pass pass) {
    NDArray own = pass.operand(bias, bias.getShape(), x);
    if (out == kernel.get(0)) {
      return own;
    }
    try (own) {
      return own.pad(new Shape(0, out - kernel.get(0)), 0);
    }
  }

  private NDArray convolve(NDArray x, NDArray w, @Nullable NDArray b) {
    Shape one = new Shape(1, 1);
    // over a single column strides do nothing, but oneDNN's weight gradient in BFLOAT16 is of
    // whatever lies in memory then, seen with avx512_bf16
    boolean column = !overTime && x.getShape().get(3) == 1;
    Shape steps = column ? new Shape(stride.get(0), 1) : stride;
    UnaryOperator<NDArray> conv =
        p -> Conv2d.conv2d(p, w, b, steps, padding, one, 1).singletonOrThrow();
    return overTime ? Layout.onRows(x, conv) : Layout.onPictures(x, conv);
  }
}
