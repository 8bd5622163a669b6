package dev.xdc.data.parity;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.MelTriangles;
import dev.xdc.data.transform.LogMelSpectrogram;
import dev.xdc.encoder.AudioStem;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.engine.TorchEngine;
import dev.xdc.weights.EncoderWeights;
import dev.xdc.weights.TensorFile;
import dev.xdc.weights.WeightReport.Fit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The encoders of picture and sound at full size, batch norm in both modes, and the log-mel
 * spectrogram against an installed PyTorch; and back: the weights saved here in PyTorch. See
 * docs/paper-map.md, section Parity.
 */
@Tag("slow")
class FullSizeParityTest {
  private static final double LIMIT = 1e-4;

  /** A Python with torch and torchvision. */
  private static final String PYTHON = System.getProperty("xdc.python", "python3");

  @TempDir private Path folder;

  @Test
  void agreesWithAnInstalledPyTorchInBothDirections() throws IOException, InterruptedException {
    String versions = python("make");
    double largest = 0;
    try (NDManager manager = TorchEngine.newManager();
        TensorFile made = TensorFile.open(folder.resolve("made.pth"))) {
      largest = difference(logMel(made, manager), made.read("log_mel", manager));
      for (Map.Entry<String, EncoderSpec> encoder : encoders().entrySet()) {
        largest = Math.max(largest, compare(encoder.getKey(), encoder.getValue(), made));
      }
    }
    double back = Double.parseDouble(python("check"));
    boolean passed = Math.max(largest, back) < LIMIT;
    System.out.printf(
        "parity with %s: largest relative difference %.1e here, %.1e after the round trip: %s%n",
        versions, largest, back, passed ? "pass" : "fail");
    assertThat(passed).isTrue();
  }

  /** The encoders by the names of parity.py. */
  private static Map<String, EncoderSpec> encoders() {
    Map<String, EncoderSpec> encoders = new LinkedHashMap<>();
    encoders.put("xdc", EncoderSpec.r2plus1d(18, 64));
    encoders.put("torchvision", EncoderSpec.torchvisionR2plus1d(18, 64));
    encoders.put("audio_a", EncoderSpec.audioResNet(18, 64, AudioStem.A));
    encoders.put("audio_b", EncoderSpec.audioResNet(18, 64, AudioStem.B));
    return encoders;
  }

  /** Returns the largest difference of features and running statistics; saves the weights. */
  private double compare(String layout, EncoderSpec spec, TensorFile made) throws IOException {
    ClipSpec clip = ClipSpec.paper().toBuilder().optShortSide(128).optCrop(112).build();
    try (Encoder encoder = Encoders.of(spec, clip).initialize(Device.cpu(), 1);
        NDManager manager = encoder.manager().newSubManager();
        TensorFile weights = TensorFile.open(folder.resolve(layout + ".pth"))) {
      EncoderWeights.load(encoder, weights, Fit.STRICT);
      EncoderWeights.save(encoder, folder.resolve(layout + ".safetensors"));
      NDArray clips = made.read(layout + "/clips", manager);
      double largest = 0;
      for (boolean training : new boolean[] {false, true}) {
        NDArray features = encoder.forward(clips, training);
        String mode = training ? "/training" : "/inference";
        largest = Math.max(largest, difference(features, made.read(layout + mode, manager)));
      }
      for (String name : encoder.parameters().keySet()) {
        if (name.contains("running")) {
          NDArray after = made.read(layout + "/after/" + name, manager);
          largest = Math.max(largest, difference(encoder.parameter(name).getArray(), after));
        }
      }
      return largest;
    }
  }

  private static NDArray logMel(TensorFile made, NDManager manager) throws IOException {
    int[] samples = made.read("pcm", manager).toIntArray();
    ByteBuffer pcm = ByteBuffer.allocate(2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int sample : samples) {
      pcm.putShort((short) sample);
    }
    FloatBuffer out = FloatBuffer.allocate(100 * 40);
    // parity.py has triangles in mel; those in hertz are compared with NumPy's.
    ClipSpec spec = ClipSpec.paper().toBuilder().optMelTriangles(MelTriangles.MEL).build();
    new LogMelSpectrogram(spec).apply(pcm.array(), out);
    return manager.create(out.array(), new Shape(100, 40));
  }

  /** Returns the largest difference, relative to the largest expected number. */
  private static double difference(NDArray actual, NDArray expected) {
    assertThat(actual.getShape()).isEqualTo(expected.getShape());
    return actual.sub(expected).abs().max().getFloat() / expected.abs().max().getFloat();
  }

  private String python(String step) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(PYTHON, "-B", "src/test/python/parity.py", step, folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor())
        .as("parity.py %s by %s, which needs torch and torchvision; set -Dxdc.python", step, PYTHON)
        .isZero();
    return output.strip();
  }
}
