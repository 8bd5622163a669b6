package dev.xdc.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.xdc.clip.ClipSpec;
import dev.xdc.encoder.AudioStem;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.engine.TorchEngine;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients of whole encoders against central differences of the loss. */
class GradientTest {
  private static final int BATCH = 16;
  private static final ClipSpec SPEC =
      ClipSpec.paper().toBuilder()
          .optFrames(4)
          .optFramesPerSecond(8)
          .optShortSide(16)
          .optCrop(16)
          .optAudioFrames(24)
          .optMelBands(16)
          .build();

  /** Sound of such a size that a fault in oneDNN once hung a narrow network, see ResidualNet. */
  private static final ClipSpec LONG_SOUND =
      SPEC.toBuilder().optAudioFrames(100).optMelBands(40).build();

  /** Pictures of such a size that it ended the JVM with AVX-512, see ResidualNet. */
  private static final ClipSpec LARGE_PICTURES =
      SPEC.toBuilder().optFrames(2).optShortSide(112).optCrop(112).build();

  static Stream<Arguments> weights() {
    EncoderSpec video = EncoderSpec.r2plus1d(10, 4);
    EncoderSpec stemA = EncoderSpec.audioResNet(10, 4, AudioStem.A);
    EncoderSpec stemB = EncoderSpec.audioResNet(10, 4, AudioStem.B);
    return Stream.of(
        Arguments.of(video, SPEC, "stem.0.weight"),
        Arguments.of(video, SPEC, "layer2.0.conv1.0.3.weight"),
        Arguments.of(video, SPEC, "layer2.0.downsample.0.weight"),
        Arguments.of(video, SPEC, "layer3.0.conv2.1.weight"),
        Arguments.of(EncoderSpec.r2plus1d(10, 8), LARGE_PICTURES, "layer2.0.downsample.0.weight"),
        Arguments.of(stemA, SPEC, "conv1.bias"),
        Arguments.of(stemA, SPEC, "layer1.0.conv1.weight"),
        Arguments.of(stemA, LONG_SOUND, "layer1.0.downsample.0.weight"),
        Arguments.of(stemB, SPEC, "conv1.weight"),
        Arguments.of(stemB, SPEC, "layer4.0.bn2.bias"));
  }

  @ParameterizedTest
  @MethodSource("weights")
  @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
  void agreeWithFiniteDifferences(EncoderSpec spec, ClipSpec clip, String name) {
    try (Encoder encoder = Encoders.of(spec, clip).initialize(Device.cpu(), 5)) {
      NDArray weight = encoder.parameter(name).getArray();
      weight.setRequiresGradient(true);
      float[] direction = direction(Math.toIntExact(weight.getShape().size()));
      double analytic = 0;
      try (NDManager scratch = encoder.manager().newSubManager();
          GradientCollector collector = TorchEngine.ready().newGradientCollector()) {
        collector.backward(loss(encoder, scratch));
        float[] gradient = weight.getGradient().toFloatArray();
        for (int i = 0; i < gradient.length; i++) {
          analytic += gradient[i] * direction[i];
        }
      }
      // ReLUs and max pooling bend the loss, so the step must be small; 3e-4 leaves the float loss
      // about 1 % of noise
      double step = 3e-4;
      double numeric =
          (shifted(encoder, weight, direction, step) - shifted(encoder, weight, direction, -step))
              / (2 * step);
      assertThat(analytic).isCloseTo(numeric, within(0.06 * Math.abs(numeric) + 0.02));
    }
  }

  private static double shifted(Encoder encoder, NDArray weight, float[] direction, double step) {
    try (NDManager scratch = encoder.manager().newSubManager()) {
      NDArray move = scratch.create(direction, weight.getShape()).mul(step);
      weight.addi(move);
      double loss = loss(encoder, scratch).getFloat();
      weight.subi(move);
      return loss;
    }
  }

  /** A smooth function of the features, with batch statistics. */
  private static NDArray loss(Encoder encoder, NDManager scratch) {
    Shape clip = encoder.clipShape();
    int size = Math.toIntExact(BATCH * clip.size());
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) Math.sin(0.37 * i + 1e-3 * i * (i % 7));
    }
    NDArray features = encoder.forward(scratch.create(values, new Shape(BATCH).addAll(clip)), true);
    NDArray weights = scratch.arange(Math.toIntExact(features.getShape().size())).mul(0.13f).sin();
    return features.mul(weights.reshape(features.getShape())).sum();
  }

  private static float[] direction(int size) {
    float[] direction = new float[size];
    for (int i = 0; i < size; i++) {
      direction[i] = (float) (Math.cos(1.7 * i) / Math.sqrt(size));
    }
    return direction;
  }
}
