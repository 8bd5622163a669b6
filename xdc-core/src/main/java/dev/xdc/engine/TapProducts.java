package dev.xdc.engine;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

/**
 * Weight gradients of convolutions by a matrix product for each tap of the kernel.
 *
 * <p>On x86 processors without AVX-512 the engine's own kernel for channels-last activations is
 * slow: 300 ms for a temporal convolution of 144 to 64 channels over 4 x 8 x 56 x 56 positions, for
 * which the products take 53 ms on the same two cores. A tap sees its input shifted, and in a
 * channels-last array a shift is another start of the same rows, so that nothing is copied but a
 * frame of zeros around pictures.
 *
 * <p>Both forms take and give FLOAT32 on the device of their arguments.
 */
public enum TapProducts {
  /** A kernel over time, (k, 1, 1), with any stride, padded by k / 2. */
  TEMPORAL(
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
          "return torch.unsqueeze(torch.stack(_0, 2), 3)")),

  /** A kernel of 3 x 3 over pictures, with stride 1 and padding 1. */
  SPATIAL(
      new TorchScript(
          "x: Tensor, dy: Tensor, w: Tensor",
          "Tensor",
          // rows of width + 2 positions, in x with a row of zeros above and below
          "row = torch.add(torch.size(x, 3), 2)",
          "_0 = torch.constant_pad_nd(torch.flatten(x, 0, 1), [0, 0, 1, 1, 1, 1], 0)",
          "wide = torch.flatten(_0, 1, 2)",
          "_1 = torch.constant_pad_nd(torch.flatten(dy, 0, 1), [0, 0, 1, 1], 0)",
          "size = torch.sub(torch.mul(torch.size(x, 2), row), 2)",
          "_2 = torch.slice(torch.flatten(_1, 1, 2), 1, 1, torch.add(size, 1))",
          "turned = torch.transpose(_2, 1, 2)",
          "_3 = annotate(List[Tensor], [])",
          "for tap in range(9):",
          "  _4 = torch.mul(torch.floordiv(tap, 3), row)",
          "  first = torch.add(_4, torch.remainder(tap, 3))",
          "  _5 = torch.slice(wide, 1, first, torch.add(first, size))",
          "  _6 = torch.append(_3, torch.sum(torch.bmm(turned, _5), [0]))",
          "return torch.unflatten(torch.stack(_3, 2), 2, [3, 3])"));

  private static final String SETTING = "xdc.tapProducts";
  private static final boolean FASTER = faster();

  private final TorchScript script;

  TapProducts(TorchScript script) {
    this.script = script;
  }

  /**
   * Returns whether the processor is one on which the products are faster: x86 with AVX2 but not
   * AVX-512, under Linux, which tells. The system property {@code xdc.tapProducts}, true or false,
   * decides otherwise.
   */
  public static boolean areFaster() {
    return FASTER;
  }

  private static boolean faster() {
    String setting = System.getProperty(SETTING);
    if (setting != null) {
      return Boolean.parseBoolean(setting);
    }
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("flags"))
          .findFirst()
          .map(line -> Arrays.asList(line.split("\\s+")))
          .filter(flags -> flags.contains("avx2") && !flags.contains("avx512f"))
          .isPresent();
    } catch (IOException e) {
      return false; // no Linux
    }
  }

  /**
   * Returns the gradient of a weight.
   *
   * @param input of the convolution, shape (N, T, H, W, C), contiguous
   * @param gradient of the convolution's result, shape (N, T', H', W', O), contiguous
   * @param weight as a 2-d convolution has it: (O, C, k, 1) or (O, C, 3, 3)
   * @return of the shape of {@code weight}, with the manager of {@code input}
   */
  public NDArray apply(NDArray input, NDArray gradient, NDArray weight) {
    return Objects.requireNonNull(script.apply(input, gradient, weight));
  }
}
