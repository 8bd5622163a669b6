package dev.xdc.encoder;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * R(2+1)D (Tran et al. 2018), the paper's video encoder: every 3 x 3 x 3 convolution is a spatial
 * one, a batch norm, a ReLU and a temporal one.
 *
 * <ul>
 *   <li>input: (N, 3, T, H, W)
 *   <li>output: (N, 8 x width)
 * </ul>
 *
 * <p>The channels between the two halves are floor(27 in out / (9 in + 3 out)) for each convolution
 * on its own, as in the published XDC weights, or once per block, see {@link MiddleChannels}. Depth
 * 18 at width 64 has 33,165,639 parameters. Parameters carry torchvision's names.
 */
final class R2Plus1D extends ResidualNet {
  private static final int STAGES = 4;

  private final int width;
  private final MiddleChannels middle;
  private final Op body;

  R2Plus1D(
      int depth,
      int width,
      MiddleChannels middle,
      Pooling pooling,
      double normMomentum,
      double normEpsilon) {
    super(pooling, normMomentum, normEpsilon);
    this.width = width;
    this.middle = middle;
    int[] blocks = blocks(depth);
    int first = Math.max(1, Math.round(45 * width / 64f)); // 45 for the full 64
    List<Op> ops = new ArrayList<>();
    ops.add(
        Op.recomputed(
            spatialHalf("stem.0", new Shape(first, 3, 1, 7, 7), 2),
            norm("stem.1", first).relu(),
            temporal("stem.3", new Shape(width, first, 3, 1, 1), 1),
            norm("stem.4", width).relu()));
    int in = width;
    for (int stage = 1; stage <= STAGES; stage++) {
      int out = width << (stage - 1);
      for (int block = 0; block < blocks[stage - 1]; block++) {
        boolean down = stage > 1 && block == 0;
        ops.add(block("layer" + stage + "." + block, in, out, down ? 2 : 1));
        in = out;
      }
    }
    this.body = Op.chain(ops.toArray(Op[]::new));
  }

  /** Returns the blocks per stage of a depth. */
  private static int[] blocks(int depth) {
    return switch (depth) {
      case 10 -> new int[] {1, 1, 1, 1};
      case 18 -> new int[] {2, 2, 2, 2};
      case 34 -> new int[] {3, 4, 6, 3};
      default ->
          throw new IllegalArgumentException(
              "depth of R(2+1)D is " + depth + ", must be 10, 18 or 34");
    };
  }

  private Op block(String name, int in, int out, int stride) {
    int first = middleChannels(in, out);
    int second = middle == MiddleChannels.PER_BLOCK ? first : middleChannels(out, out);
    Op body =
        Op.chain(
            conv(name + ".conv1", in, first, out, stride, Norm::relu),
            conv(name + ".conv2", out, second, out, 1, norm -> norm));
    return block(name, body, new Shape(out, in, 1, 1, 1), stride);
  }

  private Op conv(
      String name, int in, int between, int out, int stride, UnaryOperator<Norm> finish) {
    return Op.recomputed(
        spatialHalf(name + ".0.0", new Shape(between, in, 1, 3, 3), stride),
        norm(name + ".0.1", between).relu(),
        temporal(name + ".0.3", new Shape(out, between, 3, 1, 1), stride),
        finish.apply(norm(name + ".1", out)));
  }

  /**
   * Returns the channels that give the two halves as many weights as the 3 x 3 x 3 convolution
   * would have.
   */
  static int middleChannels(int in, int out) {
    return Math.toIntExact(27L * in * out / (9L * in + 3L * out));
  }

  @Override
  Op body() {
    return body;
  }

  @Override
  int width() {
    return width << (STAGES - 1);
  }

  @Override
  int inputChannels() {
    return 3;
  }
}
