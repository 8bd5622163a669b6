package dev.xdc.encoder;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * ResNet on log-mel spectrograms, the paper's audio encoder, in two forms that the paper leaves
 * open.
 *
 * <ul>
 *   <li>input: (N, 1, M, F)
 *   <li>output: (N, 8 x width)
 * </ul>
 *
 * <p>{@link AudioStem#B} is torchvision's ResNet with one input channel and carries its parameter
 * names; {@link AudioStem#A} is the one of the paper's code family. Depth 18 at width 64 has 11.20
 * M parameters with A and 11.17 M with B.
 */
final class AudioResNet extends ResidualNet {
  private static final int STAGES = 4;

  private final int width;
  private final Op body;

  AudioResNet(
      int depth,
      int width,
      AudioStem stem,
      Pooling pooling,
      double normMomentum,
      double normEpsilon) {
    super(pooling, normMomentum, normEpsilon);
    if (depth != 10 && depth != 18) {
      throw new IllegalArgumentException(
          "depth of the audio ResNet is " + depth + ", must be 10 or 18");
    }
    this.width = width;
    int blocks = depth == 10 ? 1 : 2;
    List<Op> ops = new ArrayList<>(stem == AudioStem.A ? stemA() : stemB());
    int in = stem == AudioStem.A ? Math.max(1, width / 2) : width;
    for (int stage = 1; stage <= STAGES; stage++) {
      int out = width << (stage - 1);
      for (int block = 0; block < blocks; block++) {
        boolean down = block == 0 && (stage > 1 || stem == AudioStem.A);
        ops.add(block("layer" + stage + "." + block, in, out, down ? 2 : 1));
        in = out;
      }
    }
    this.body = Op.chain(ops.toArray(Op[]::new));
  }

  private List<Op> stemA() {
    int first = Math.max(1, width / 4); // 16 for the full 64
    int second = Math.max(1, width / 2); // 32
    return List.of(
        Op.recomputed(spatial("conv1", new Shape(first, 1, 3, 3), 1, true), Op.each(Relu.OP)),
        block("stem.0", first, second, 2),
        block("stem.1", second, second, 1),
        block("stem.2", second, second, 1));
  }

  private List<Op> stemB() {
    return List.of(
        Op.recomputed(
            spatial("conv1", new Shape(width, 1, 7, 7), 2, false),
            norm("bn1", width).relu(),
            Op.each(MaxPool.OP)));
  }

  private Op block(String name, int in, int out, int stride) {
    Op body =
        Op.recomputed(
            spatial(name + ".conv1", new Shape(out, in, 3, 3), stride, false),
            norm(name + ".bn1", out).relu(),
            spatial(name + ".conv2", new Shape(out, out, 3, 3), 1, false),
            norm(name + ".bn2", out));
    return block(name, body, new Shape(out, in, 1, 1), stride);
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
    return 1;
  }
}
