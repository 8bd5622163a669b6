package dev.xdc.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncoderTest {
  private static final ClipSpec TINY =
      ClipSpec.paper().toBuilder()
          .optFrames(4)
          .optFramesPerSecond(8)
          .optShortSide(32)
          .optCrop(32)
          .build();

  // specification of the method, section 5: 33,165,639 without the fully connected layer
  @Test
  void fullVideoEncoderHasThePublishedNumberOfParameters() {
    try (Encoder encoder = Encoders.r2plus1d18(TINY).initialize(Device.cpu(), 1)) {
      assertThat(encoder.parameterCount()).isEqualTo(33_165_639L);
      assertThat(encoder.featureWidth()).isEqualTo(512);
      assertThat(encoder.parameter("layer2.0.conv2.0.0.weight").getShape())
          .isEqualTo(new Shape(288, 128, 1, 3, 3));
      assertThat(encoder.parameter("layer4.0.downsample.0.weight").getShape())
          .isEqualTo(new Shape(512, 256, 1, 1, 1));
      assertThat(encoder.parameters())
          .containsKeys("stem.1.running_var", "layer1.0.conv1.0.3.weight");
    }
  }

  // specification of the method, section 5, and torchvision's own 31,505,325 less an fc of 400
  @Test
  void torchvisionsLayoutHasItsNumberOfParametersBeforeThereAreWeights() {
    Encoder encoder = Encoders.of(EncoderSpec.torchvisionR2plus1d(18, 64), TINY);
    assertThat(encoder.parameterCount()).isEqualTo(31_300_125L).isEqualTo(31_505_325L - 513 * 400);
    assertThat(encoder.isInitialized()).isFalse();
  }

  // specification of the method, section 6: 11.20 M and 11.17 M
  @ParameterizedTest
  @CsvSource({"A, 11.20", "B, 11.17"})
  void fullAudioEncodersHaveThePublishedNumberOfParameters(AudioStem stem, double millions) {
    EncoderSpec spec = EncoderSpec.audioResNet(18, 64, stem);
    try (Encoder encoder = Encoders.of(spec, TINY).initialize(Device.cpu(), 1)) {
      assertThat(encoder.parameterCount() / 1e6).isBetween(millions - 0.006, millions + 0.006);
      assertThat(encoder.featureWidth()).isEqualTo(512);
    }
  }

  @ParameterizedTest
  @CsvSource({"10, 4", "18, 4", "34, 4"})
  void everyDepthTurnsClipsIntoRows(int depth, int width) {
    try (Encoder encoder =
            Encoders.of(EncoderSpec.r2plus1d(depth, width), TINY).initialize(Device.cpu(), 1);
        NDManager manager = encoder.manager().newSubManager()) {
      NDArray rows = encoder.forward(manager.ones(new Shape(3, 3, 4, 32, 32)), false);
      assertThat(rows.getShape()).isEqualTo(new Shape(3, 8L * width));
      assertThat(rows.getManager()).isSameAs(manager);
    }
  }

  @Test
  void inferenceLeavesNothingBehind() {
    try (Encoder encoder =
        Encoders.of(EncoderSpec.r2plus1d(10, 4), TINY).initialize(Device.cpu(), 1)) {
      try (NDManager manager = encoder.manager().newSubManager()) {
        encoder.forward(manager.ones(new Shape(1, 3, 4, 32, 32)), false); // folds the weights
      }
      int before = encoder.manager().getManagedArrays().size();
      try (NDManager manager = encoder.manager().newSubManager()) {
        NDArray clips = manager.ones(new Shape(3, 3, 4, 32, 32));
        NDArray rows = encoder.forward(clips, false);
        assertThat(manager.getManagedArrays()).containsExactlyInAnyOrder(clips, rows);
      }
      assertThat(encoder.manager().getManagedArrays()).hasSize(before);
    }
  }

  @Test
  void weightsDependOnTheSeedAlone() {
    EncoderSpec spec = EncoderSpec.audioResNet(10, 4, AudioStem.B);
    try (Encoder one = Encoders.of(spec, TINY).initialize(Device.cpu(), 1);
        Encoder again = Encoders.of(spec, TINY).initialize(Device.cpu(), 1);
        Encoder other = Encoders.of(spec, TINY).initialize(Device.cpu(), 2)) {
      assertThat(weight(one)).isEqualTo(weight(again)).isNotEqualTo(weight(other));
    }
  }

  private static float[] weight(Encoder encoder) {
    return encoder.parameter("layer2.0.conv1.weight").getArray().toFloatArray();
  }

  @Test
  void weightsThatAreReadNextAreNotDrawn() {
    EncoderSpec spec = EncoderSpec.r2plus1d(10, 4);
    try (Encoder drawn = Encoders.of(spec, TINY).initialize(Device.cpu(), 1);
        Encoder empty = Encoders.of(spec, TINY).allocate(Device.cpu())) {
      assertThat(empty.parameters().keySet()).isEqualTo(drawn.parameters().keySet());
      assertThat(empty.featureWidth()).isEqualTo(drawn.featureWidth());
      empty.parameters().values().stream()
          .filter(parameter -> parameter.getType() == Parameter.Type.WEIGHT)
          .forEach(p -> assertThat(p.getArray().toFloatArray()).containsOnly(0));
    }
  }

  @Test
  void rejectsADepthThatDoesNotExist() {
    assertThatThrownBy(() -> Encoders.of(EncoderSpec.r2plus1d(12, 4), TINY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("12")
        .hasMessageContaining("10, 18 or 34");
  }

  @Test
  void rejectsABlockThatDoesNotMakeRows() {
    Encoder encoder = Encoders.of(Modality.AUDIO, new ai.djl.nn.LambdaBlock(x -> x), TINY);
    assertThatThrownBy(() -> encoder.initialize(Device.cpu(), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(2, D)");
  }
}
