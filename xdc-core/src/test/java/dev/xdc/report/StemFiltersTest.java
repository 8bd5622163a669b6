package dev.xdc.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xdc.clip.ClipSpec;
import dev.xdc.encoder.AudioStem;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.engine.TorchEngine;
import dev.xdc.weights.EncoderWeights;
import dev.xdc.weights.Safetensors;
import dev.xdc.weights.TensorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StemFiltersTest {
  private static final ClipSpec CLIP =
      ClipSpec.paper().toBuilder().optFrames(4).optShortSide(16).optCrop(16).build();

  @TempDir private Path folder;

  private static Encoder encoder(EncoderSpec spec) {
    return Encoders.of(spec, CLIP).initialize(Device.cpu(), 1);
  }

  private static void set(Encoder encoder, String name, float... values) {
    NDArray array = encoder.parameter(name).getArray();
    try (NDManager scratch = TorchEngine.newManager()) {
      scratch.create(values, array.getShape()).copyTo(array);
    }
  }

  @Test
  void spaceTimeFiltersAreTheSpatialOnesAddedUpAsTheTemporalOnesSay() {
    // Width 3 has 2 spatial channels. The first temporal filter takes channel 0 twice at the first
    // time, and channel 1 with -1 at the last; the norm multiplies them by 3 / 2 and 5 / 1.
    try (Encoder video = encoder(EncoderSpec.r2plus1d(10, 3))) {
      float eps = 1e-3f;
      set(video, "stem.1.weight", 3, 5);
      set(video, "stem.1.running_var", 4 - eps, 1 - eps);
      float[] temporal = new float[3 * 2 * 3];
      temporal[0] = 2;
      temporal[5] = -1;
      set(video, "stem.3.weight", temporal);

      List<FilterBank> layers = StemFilters.of(video);

      FilterBank spatial = layers.get(0);
      FilterBank spaceTime = layers.get(1);
      assertThat(spatial).hasToString("FilterBank[2 filters, 1 x 7 x 7]");
      assertThat(spaceTime).hasToString("FilterBank[3 filters, 3 x 7 x 7]");
      float first = spatial.value(0, 2, 0, 6, 1);
      float second = spatial.value(1, 2, 0, 6, 1);
      assertThat(spaceTime.value(0, 2, 0, 6, 1)).isCloseTo(2 * 1.5f * first, within(1e-6f));
      assertThat(spaceTime.value(0, 2, 1, 6, 1)).isZero();
      assertThat(spaceTime.value(0, 2, 2, 6, 1)).isCloseTo(-5 * second, within(1e-6f));
      assertThat(spaceTime.value(1, 2, 0, 6, 1)).isZero();
    }
  }

  @Test
  void aFileHoldsTheSameFiltersAsItsEncoder() throws IOException {
    Path file = folder.resolve("video.safetensors");
    try (Encoder video = encoder(EncoderSpec.r2plus1d(10, 3))) {
      EncoderWeights.save(video, file);
      try (TensorFile opened = TensorFile.open(file)) {
        assertThat(StemFilters.of(opened))
            .usingRecursiveComparison()
            .isEqualTo(StemFilters.of(video));
      }
    }
  }

  @Test
  void soundHasTimeToTheRightAndLowBandsAtTheBottom() {
    try (Encoder audio = encoder(EncoderSpec.audioResNet(10, 1, AudioStem.B))) {
      float[] weights = new float[49];
      weights[0] = 1; // first frame, lowest band
      weights[6] = 2; // first frame, highest band
      weights[42] = 3; // last frame, lowest band
      set(audio, "conv1.weight", weights);
      FilterBank drawn = StemFilters.of(audio).get(0);
      assertThat(drawn.colours()).isEqualTo(1);
      assertThat(drawn.value(0, 0, 0, 6, 0)).isEqualTo(1);
      assertThat(drawn.value(0, 0, 0, 0, 0)).isEqualTo(2);
      assertThat(drawn.value(0, 0, 0, 6, 6)).isEqualTo(3);
    }
  }

  @Test
  void theOtherStemOfSoundIsDrawnToo() {
    try (Encoder audio = encoder(EncoderSpec.audioResNet(10, 8, AudioStem.A))) {
      assertThat(StemFilters.of(audio))
          .singleElement()
          .hasToString("FilterBank[2 filters, 1 x 3 x 3]");
    }
  }

  @Test
  void refusesFilesOfOtherNetworksByName() throws IOException {
    Path file = folder.resolve("other.safetensors");
    try (NDManager manager = TorchEngine.newManager()) {
      Safetensors.write(file, Map.of("fc.weight", manager.ones(new Shape(3, 4))));
      try (TensorFile opened = TensorFile.open(file)) {
        assertThatThrownBy(() -> StemFilters.of(opened))
            .isInstanceOf(IOException.class)
            .hasMessageContaining(file + " holds neither an R(2+1)D nor an audio ResNet");
      }
      Safetensors.write(file, Map.of("stem.3.weight", manager.ones(new Shape(4, 3, 3, 1, 1))));
      try (TensorFile opened = TensorFile.open(file)) {
        assertThatThrownBy(() -> StemFilters.of(opened))
            .isInstanceOf(IOException.class)
            .hasMessage(file + ": stem.0.weight is missing, must have 5 axes");
      }
    }
  }
}
