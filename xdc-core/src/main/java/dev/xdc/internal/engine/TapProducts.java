package dev.xdc.internal.engine;

import ai.djl.ndarray.NDArray;

/**
 * Weight gradients of convolutions over time by a matrix product for each tap of the kernel.
 *
 * <p>On x86 processors without AVX-512 the engine's own kernel for channels-last activations is
 * slow: 200 to 300 ms for a convolution of 144 to 64 channels over 4 x 8 x 56 x 56 positions, for
 * which the products take 50 ms on the same two cores. A tap sees its input some frames earlier or
 * later, and in a channels-last array that is another start of the same rows, so that nothing is
 * copied.
 */
public final class TapProducts {
  private static final TorchScript SCRIPT =
      new TorchScript(
          "x: Tensor, dy: Tensor, w: Tensor",
          "Tensor",
          "steps = torch.size(x, 1)",
          "out = torch.size(dy, 1)",
          "taps = torch.size(w, 2)",
          "stride = torch.floordiv(torch.sub(torch.add(steps, out), 1), out)",
          "_0 = annotate(List[Tensor], [])",
          "for tap in range(taps):",
          "  shift = torch.sub(tap, torch.floordiv(taps, 2))",
          "  _1 = torch.add(ops.prim.max(torch.neg(shift), 0), torch.sub(stride, 1))",
          "  low = torch.floordiv(_1, stride)",
          "  _2 = torch.floordiv(torch.sub(torch.sub(steps, 1), shift), stride)",
          "  high = ops.prim.min(out, torch.add(_2, 1))",
          "  if torch.gt(high, low):",
          "    first = torch.add(torch.mul(low, stride), shift)",
          "    _3 = torch.mul(torch.sub(torch.sub(high, low), 1), stride)",
          "    end = torch.add(torch.add(first, _3), 1)",
          "    _4 = torch.flatten(torch.slice(dy, 1, low, high), 1, 3)",
          "    _5 = torch.flatten(torch.slice(x, 1, first, end, stride), 1, 3)",
          "    product = torch.sum(torch.bmm(torch.transpose(_4, 1, 2), _5), [0])",
          "  else:",
          "    product = torch.zeros_like(torch.select(torch.select(w, 3, 0), 2, 0))",
          "  _6 = torch.append(_0, product)",
          "return torch.unsqueeze(torch.stack(_0, 2), 3)");

  private static final String SETTING = "xdc.tapProducts";
  private static final boolean FASTER = faster();

  private TapProducts() {}

  /**
   * Returns whether the processor is one on which the products are faster: x86 with AVX2 but not
   * AVX-512, under Linux, which reports it. The system property {@code xdc.tapProducts}, true or
   * false, decides otherwise.
   */
  public static boolean areFaster() {
    return FASTER;
  }

  private static boolean faster() {
    String setting = System.getProperty(SETTING);
    if (setting != null) {
      return Boolean.parseBoolean(setting);
    }
    return Processor.has("avx2").orElse(false) && !Processor.has("avx512f").orElse(true);
  }

  /**
   * Returns the gradient of a weight whose taps lie around the middle, with a stride of 1 or 2,
   * which follows from the numbers of frames.
   *
   * @param input of the convolution, FLOAT32, shape (N, T, H, W, C), contiguous
   * @param gradient of the convolution's result, shape (N, T', H, W, O), contiguous
   * @param weight as a 2-d convolution has it, shape (O, C, k, 1); only the shape counts
   * @return shape (O, C, k, 1), with the manager of {@code input}
   */
  public static NDArray weightGradient(NDArray input, NDArray gradient, NDArray weight) {
    return SCRIPT.apply(input, gradient, weight);
  }
}
