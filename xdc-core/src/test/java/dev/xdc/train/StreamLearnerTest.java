package dev.xdc.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.encoder.AudioStem;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamLearnerTest {
  private static final ClipSpec SPEC =
      ClipSpec.paper().toBuilder().optFrames(4).optShortSide(16).optCrop(16).build();
  private static final int BATCH = 8;
  private static final List<HeadLoss> FOUR = List.of(HeadLoss.crossEntropy(4));
  private static final int[] LABELS = IntStream.range(0, BATCH).map(i -> i % 4).toArray();

  private Encoder encoder;
  private ClipReader reader;
  private ClipBatch batch;

  @BeforeEach
  void readABatch() throws IOException {
    encoder = Encoders.of(EncoderSpec.r2plus1d(10, 4), SPEC).initialize(Device.cpu(), 1);
    SyntheticClips clips = new SyntheticClips(SPEC, BATCH, 4, 0.1, 1);
    reader =
        clips.read(
            EnumSet.of(Modality.VIDEO),
            IntStream.range(0, BATCH).mapToObj(ClipRequest::centre).toList(),
            BATCH);
    batch = reader.next();
  }

  @AfterEach
  void free() {
    reader.close();
    encoder.close();
  }

  @Test
  void stepsLeaveNothingBehind() {
    int before = encoder.manager().getManagedArrays().size();
    try (StreamLearner learner = new StreamLearner(encoder, FOUR, Sgd.nesterov(1e-4), 0.01, 1)) {
      learner.step(batch, List.of(LABELS), 0.01);
      int afterOne = encoder.manager().getManagedArrays().size();
      for (int i = 0; i < 5; i++) {
        learner.evaluate(batch, List.of(LABELS));
        learner.logits(batch);
        learner.step(batch, List.of(LABELS), 0.01); // drops folded weights, too
      }
      assertThat(encoder.manager().getManagedArrays()).hasSize(afterOne);
    }
    assertThat(encoder.manager().getManagedArrays()).hasSize(before);
  }

  @Test
  void noGradientTakesMemoryBetweenSteps() {
    try (StreamLearner learner = new StreamLearner(encoder, FOUR, Sgd.nesterov(1e-4), 0.01, 1)) {
      learner.step(batch, List.of(LABELS), 0.01);
      List<NDArray> weights = new ArrayList<>(learner.state().values());
      encoder.parameters().values().forEach(parameter -> weights.add(parameter.getArray()));
      assertThat(weights).allMatch(array -> JniUtils.getGradient((PtNDArray) array) == null);
    }
  }

  @Test
  void overfitsASingleBatch() {
    try (StreamLearner learner = new StreamLearner(encoder, FOUR, Sgd.nesterov(1e-4), 0.01, 1)) {
      double first = learner.step(batch, List.of(LABELS), 0.05).loss();
      Learner.Outcome last = new Learner.Outcome(0, 0);
      for (int i = 0; i < 40; i++) {
        last = learner.step(batch, List.of(LABELS), 0.05);
      }
      assertThat(first).isCloseTo(Math.log(4), within(0.1));
      assertThat(last.loss()).isLessThan(0.1);
      assertThat(last.accuracy()).isEqualTo(1);
    }
  }

  @Test
  void lossOfTwoHeadsIsTheSum() {
    try (StreamLearner learner =
        new StreamLearner(
            encoder,
            List.of(HeadLoss.crossEntropy(4), HeadLoss.crossEntropy(8)),
            Sgd.nesterov(1e-4),
            0,
            1)) {
      double loss = learner.evaluate(batch, List.of(LABELS, LABELS)).loss();
      assertThat(loss).isCloseTo(Math.log(4) + Math.log(8), within(1e-5));
    }
  }

  /**
   * Without {@code Convolution.filled} 24 of 25 first steps of the audio encoder held NaN, with 16
   * clips on a processor with AVX-512.
   */
  @ParameterizedTest
  @CsvSource({"AUDIO, 4, 16", "AUDIO, 4, 25", "AUDIO, 24, 16", "AUDIO, 40, 16", "VIDEO, 4, 16"})
  void theFirstStepOfANetworkOfAnyWidthIsAlwaysTheSame(Modality modality, int width, int batch)
      throws IOException {
    ClipSpec spec =
        ClipSpec.paper().toBuilder()
            .optFrames(4)
            .optFramesPerSecond(8)
            .optShortSide(16)
            .optCrop(16)
            .optAudioFrames(32)
            .optMelBands(16)
            .build();
    EncoderSpec recipe =
        modality == Modality.VIDEO
            ? EncoderSpec.r2plus1d(10, width)
            : EncoderSpec.audioResNet(10, width, AudioStem.B);
    List<ClipRequest> clips = IntStream.range(0, batch).mapToObj(ClipRequest::centre).toList();
    Set<Integer> results = new HashSet<>();
    for (int i = 0; i < 12; i++) {
      try (SyntheticClips dataset = new SyntheticClips(spec, batch, 4, 0.3, 1);
          Encoder encoder = Encoders.of(recipe, spec).initialize(Device.cpu(), 1);
          ClipReader reader = dataset.read(Set.of(modality), clips, batch);
          StreamLearner learner = new StreamLearner(encoder, FOUR, Sgd.nesterov(1e-4), 0.01, 1)) {
        learner.step(Objects.requireNonNull(reader.next()), List.of(new int[batch]), 0.02);
        learner
            .state()
            .values()
            .forEach(array -> assertThat(array.toFloatArray()).doesNotContain(Float.NaN));
        results.add(
            learner.state().values().stream()
                .mapToInt(array -> Arrays.hashCode(array.toFloatArray()))
                .sum());
      }
    }
    assertThat(results).hasSize(1);
  }
}
