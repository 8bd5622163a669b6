package dev.xdc.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xdc.clip.ClipSpec;
import dev.xdc.encoder.AudioStem;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.engine.TorchEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
  @TempDir private Path folder;

  private static Encoder encoder(int width, long seed) {
    return Encoders.of(EncoderSpec.audioResNet(10, width, AudioStem.B), ClipSpec.paper())
        .initialize(Device.cpu(), seed);
  }

  @Test
  void weightsComeBackBitForBit() throws IOException {
    Path file = folder.resolve("audio.safetensors");
    try (Encoder one = encoder(4, 1);
        Encoder other = encoder(4, 2)) {
      EncoderWeights.save(one, file);
      EncoderWeights.load(other, file);
      for (String name : one.parameters().keySet()) {
        assertThat(other.parameter(name).getArray().toFloatArray())
            .isEqualTo(one.parameter(name).getArray().toFloatArray());
      }
    }
  }

  @Test
  void headerNamesArraysAsPyTorchDoes() throws IOException {
    Path file = folder.resolve("audio.safetensors");
    try (Encoder one = encoder(4, 1)) {
      EncoderWeights.save(one, file);
    }
    String text = Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
    assertThat(text)
        .contains("\"layer2.0.downsample.0.weight\"", "\"bn1.running_mean\"", "\"F32\"");
  }

  @Test
  void namesWhatDoesNotFit() throws IOException {
    Path file = folder.resolve("audio.safetensors");
    try (Encoder small = encoder(4, 1);
        Encoder large = encoder(8, 1)) {
      EncoderWeights.save(small, file);
      assertThatThrownBy(() -> EncoderWeights.load(large, file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("conv1.weight has shape (4, 1, 7, 7), must be (8, 1, 7, 7)")
          .hasMessageContaining("more");
    }
  }

  @Test
  void refusesFilesThatAreCutOffOrSomethingElse() throws IOException {
    Path file = folder.resolve("a.safetensors");
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray array = manager.create(new float[100]);
      Safetensors.write(file, Map.of("a", array));
      byte[] bytes = Files.readAllBytes(file);
      for (int length : new int[] {0, 5, 20, bytes.length - 10}) {
        Files.write(file, Arrays.copyOf(bytes, length));
        assertThatThrownBy(() -> Safetensors.read(file, manager))
            .as("%s bytes", length)
            .isInstanceOf(IOException.class)
            .hasMessageContaining("a.safetensors");
      }
      Files.writeString(file, "this is not a tensor file at all");
      assertThatThrownBy(() -> Safetensors.read(file, manager)).isInstanceOf(IOException.class);
    }
  }
}
