package dev.xdc.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import dev.xdc.weights.WeightReport.Fit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of each name of a file, how well file and encoder agree, and whose file it is. */
class EncoderWeightsTest {
  private static final EncoderSpec SOUND = EncoderSpec.audioResNet(10, 4, AudioStem.B);
  private static final String COUNTER = "bn1.num_batches_tracked";

  @TempDir private Path folder;

  private static Encoder encoder(EncoderSpec spec, long seed) {
    ClipSpec clip = ClipSpec.paper().toBuilder().optFrames(4).optShortSide(16).optCrop(16).build();
    return Encoders.of(spec, clip).initialize(Device.cpu(), seed);
  }

  /** A file of an encoder's weights, and a counter of PyTorch's, with some of these faults. */
  private Path file(Encoder encoder, String... faults) throws IOException {
    Path file = folder.resolve("sound.safetensors");
    try (NDManager manager = TorchEngine.newManager()) {
      Map<String, NDArray> arrays = new LinkedHashMap<>();
      encoder.parameters().forEach((name, parameter) -> arrays.put(name, parameter.getArray()));
      arrays.put(COUNTER, manager.create(new long[] {7}, new Shape()));
      for (String fault : faults) {
        switch (fault) {
          case "missing" -> arrays.remove("bn1.bias");
          case "unexpected" -> arrays.put("fc.weight", manager.ones(new Shape(3, 32)));
          case "mis-shaped" -> arrays.put("conv1.weight", manager.ones(new Shape(4, 1, 3, 3)));
          default -> throw new IllegalArgumentException(fault);
        }
      }
      Safetensors.write(file, arrays);
    }
    return file;
  }

  private static WeightReport load(Encoder encoder, Path file, Fit fit) throws IOException {
    try (TensorFile opened = TensorFile.open(file)) {
      return EncoderWeights.load(encoder, opened, fit);
    }
  }

  private static float[] numbers(Encoder encoder, String name) {
    return encoder.parameter(name).getArray().toFloatArray();
  }

  @Test
  void everyNameIsLoadedMissingUnexpectedOrMisshaped() throws IOException {
    Encoder sound = Encoders.of(SOUND, ClipSpec.paper()); // without weights
    try (Encoder one = encoder(SOUND, 1);
        TensorFile file = TensorFile.open(file(one, "missing", "unexpected", "mis-shaped"))) {
      WeightReport report = EncoderWeights.compare(sound, file);
      assertThat(report.loaded())
          .hasSize(sound.parameters().size() - 2)
          .contains("bn1.weight", "layer4.0.downsample.0.weight")
          .doesNotContain("bn1.bias", "conv1.weight", "fc.weight", COUNTER);
      assertThat(report.missing()).containsExactly("bn1.bias");
      assertThat(report.unexpected()).containsExactly("fc.weight");
      assertThat(report.misshaped())
          .containsExactly("conv1.weight has shape (4, 1, 3, 3), must be (4, 1, 7, 7)");
      assertThat(report)
          .hasToString(
              report.loaded().size()
                  + " loaded, 1 missing (bn1.bias), 1 unexpected (fc.weight), 1 mis-shaped"
                  + " (conv1.weight has shape (4, 1, 3, 3), must be (4, 1, 7, 7))");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "STRICT, missing, bn1.bias is missing",
    "STRICT, unexpected, fc.weight is unexpected",
    "STRICT, mis-shaped, 'conv1.weight has shape (4, 1, 3, 3), must be (4, 1, 7, 7)'",
    "COMPLETE, missing, bn1.bias is missing",
    "COMPLETE, mis-shaped, 'conv1.weight has shape (4, 1, 3, 3), must be (4, 1, 7, 7)'",
  })
  void whatAFitForbidsIsNamedAndNothingIsLoaded(Fit fit, String fault, String named)
      throws IOException {
    try (Encoder one = encoder(SOUND, 1);
        Encoder other = encoder(SOUND, 2)) {
      String before = EncoderWeights.fingerprint(other);
      Path file = file(one, fault);
      assertThatThrownBy(() -> load(other, file, fit))
          .isInstanceOf(IOException.class)
          .hasMessage(file + " does not fit the encoder " + SOUND + ": " + named);
      assertThat(EncoderWeights.fingerprint(other)).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @CsvSource({"STRICT,", "COMPLETE,", "COMPLETE, unexpected", "PARTIAL,", "PARTIAL, unexpected"})
  void whatAFitAllowsIsLoadedWhole(Fit fit, String fault) throws IOException {
    try (Encoder one = encoder(SOUND, 1);
        Encoder other = encoder(SOUND, 2)) {
      WeightReport report = load(other, fault == null ? file(one) : file(one, fault), fit);
      assertThat(report.loaded()).containsExactlyElementsOf(one.parameters().keySet());
      assertThat(report.unexpected()).isEqualTo(fault == null ? List.of() : List.of("fc.weight"));
      assertThat(EncoderWeights.fingerprint(other)).isEqualTo(EncoderWeights.fingerprint(one));
    }
  }

  @Test
  void partOfAFileIsTakenAndTheRestKept() throws IOException {
    try (Encoder one = encoder(SOUND, 1);
        Encoder other = encoder(SOUND, 2)) {
      other.parameter("bn1.bias").getArray().addi(3);
      float[] bias = numbers(other, "bn1.bias");
      float[] convolution = numbers(other, "conv1.weight");
      WeightReport report =
          load(other, file(one, "missing", "unexpected", "mis-shaped"), Fit.PARTIAL);
      assertThat(report.missing()).containsExactly("bn1.bias");
      assertThat(numbers(other, "bn1.bias")).isEqualTo(bias);
      assertThat(numbers(other, "conv1.weight")).isEqualTo(convolution);
      for (String name : report.loaded()) {
        assertThat(numbers(other, name)).as(name).isEqualTo(numbers(one, name));
      }
    }
  }

  @Test
  void aFileOfWhichNothingFitsIsRefusedEvenInPart() throws IOException {
    Encoder sound = Encoders.of(SOUND, ClipSpec.paper());
    try (TensorFile kinds = TensorFile.open(Fixtures.path("kinds.pth"))) {
      assertThatThrownBy(() -> EncoderWeights.compare(sound, kinds, Fit.PARTIAL))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no tensor has name and shape of one of the encoder");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "10, PER_CONVOLUTION,",
    "18, PER_CONVOLUTION,",
    "34, PER_CONVOLUTION,",
    "18, PER_BLOCK,",
    "10,, A",
    "18,, A",
    "18,, B",
  })
  void aFileTellsWhichEncoderItIsOf(int depth, String middle, AudioStem stem) throws IOException {
    EncoderSpec spec =
        stem != null
            ? EncoderSpec.audioResNet(depth, 4, stem)
            : middle.equals("PER_BLOCK")
                ? EncoderSpec.torchvisionR2plus1d(depth, 4)
                : EncoderSpec.r2plus1d(depth, 4);
    Path path = folder.resolve("weights.safetensors");
    try (Encoder made = encoder(spec, 1)) {
      EncoderWeights.save(made, path);
    }
    try (TensorFile file = TensorFile.open(path)) {
      assertThat(WeightLayout.of(file)).contains(spec);
    }
  }

  @Test
  void whatIsOfNoEncoderOrClaimsAHugeOneIsNotRecognised() throws IOException {
    Path path = folder.resolve("wide.safetensors");
    for (int width : new int[] {256, 257}) {
      try (NDManager manager = TorchEngine.newManager()) {
        Safetensors.write(
            path, Map.of("stem.3.weight", manager.ones(new Shape(width, 1, 3, 1, 1))));
      }
      try (TensorFile file = TensorFile.open(path)) {
        assertThat(WeightLayout.of(file).isPresent()).isEqualTo(width == 256);
      }
    }
    try (TensorFile kinds = TensorFile.open(Fixtures.path("kinds.pth"))) {
      assertThat(WeightLayout.of(kinds)).isEmpty();
    }
  }
}
