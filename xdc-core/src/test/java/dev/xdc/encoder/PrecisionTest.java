package dev.xdc.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Blocks;
import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.train.HeadLoss;
import dev.xdc.train.Sgd;
import dev.xdc.train.StreamLearner;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PrecisionTest {
  private static final ClipSpec CLIP =
      ClipSpec.paper().toBuilder().optFrames(4).optShortSide(24).optCrop(24).build();
  private static final int CLASSES = 4;
  private static final int BATCH = 16;
  private static final int STEPS = 30;

  static Stream<EncoderSpec> encoders() {
    return Stream.of(
        EncoderSpec.r2plus1d(10, 8),
        EncoderSpec.audioResNet(10, 8, AudioStem.A),
        EncoderSpec.audioResNet(10, 8, AudioStem.B));
  }

  /** The curve of the loss over a learning that brings it from ln 4 to near zero. */
  private static double[] curve(EncoderSpec spec, Precision precision) throws IOException {
    SyntheticClips clips = new SyntheticClips(CLIP, BATCH, CLASSES, 0.3, 1);
    List<ClipRequest> requests = IntStream.range(0, BATCH).mapToObj(ClipRequest::centre).toList();
    int[] labels = IntStream.range(0, BATCH).map(i -> i % CLASSES).toArray();
    double[] losses = new double[STEPS];
    try (ClipReader reader = clips.read(EnumSet.of(spec.modality()), requests, BATCH);
        Encoder encoder =
            Encoders.of(spec, CLIP).optPrecision(precision).initialize(Device.cpu(), 1);
        StreamLearner learner =
            new StreamLearner(
                encoder, List.of(HeadLoss.crossEntropy(CLASSES)), Sgd.nesterov(1e-4), 0.01, 1)) {
      ClipBatch batch = Objects.requireNonNull(reader.next());
      for (int step = 0; step < STEPS; step++) {
        losses[step] = learner.step(batch, List.of(labels), 0.02).loss();
      }
    }
    return losses;
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void learningCurvesAgreeWithin5PercentOfTheirRange(EncoderSpec spec) throws IOException {
    double[] full = curve(spec, Precision.FLOAT32);
    double[] lowered = curve(spec, Precision.BFLOAT16);
    assertThat(full[STEPS - 1]).isLessThan(0.3);
    double difference = 0;
    for (int step = 0; step < STEPS; step++) {
      difference += Math.abs(full[step] - lowered[step]) / STEPS;
    }
    assertThat(difference).isBetween(1e-7, 0.05 * Math.log(CLASSES));
  }

  @Test
  void featuresAreFloat32AndClose() {
    try (Encoder encoder =
            Encoders.of(EncoderSpec.r2plus1d(10, 8), CLIP).initialize(Device.cpu(), 3);
        NDManager scratch = encoder.manager().newSubManager()) {
      NDArray clips = scratch.arange(2f * CLIP.shape(Modality.VIDEO).size()).sin();
      clips = clips.reshape(new Shape(2).addAll(encoder.clipShape()));
      float[] full = encoder.forward(clips, false).toFloatArray();
      float[] lowered =
          encoder.optPrecision(Precision.BFLOAT16).forward(clips, false).toFloatArray();
      assertThat(lowered).isNotEqualTo(full);
      double largest = 0;
      for (float value : full) {
        largest = Math.max(largest, Math.abs(value));
      }
      for (int i = 0; i < full.length; i++) {
        assertThat((double) lowered[i]).isCloseTo(full[i], within(0.03 * largest));
      }
    }
  }

  @Test
  void passesInBfloat16LeaveNothingBehind() {
    try (Encoder encoder =
        Encoders.of(EncoderSpec.audioResNet(10, 4, AudioStem.A), CLIP)
            .optPrecision(Precision.BFLOAT16)
            .initialize(Device.cpu(), 3)) {
      int before = encoder.manager().getManagedArrays().size();
      for (int i = 0; i < 3; i++) {
        try (NDManager scratch = encoder.manager().newSubManager()) {
          NDArray clips = scratch.ones(new Shape(2).addAll(encoder.clipShape()));
          encoder.forward(clips, true).close();
        }
      }
      assertThat(encoder.manager().getManagedArrays()).hasSize(before);
    }
  }

  @Test
  void networksOfYourOwnKeepTheirPrecision() {
    Encoder own = Encoders.of(Modality.AUDIO, Blocks.identityBlock(), CLIP);
    assertThatThrownBy(() -> own.optPrecision(Precision.BFLOAT16))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("BFLOAT16")
        .hasMessageContaining("built-in");
  }

  @Test
  void theGainIsMeasured() {
    assertThat(PrecisionGain.measure(Device.cpu())).isBetween(0.01, 20.0);
  }
}
