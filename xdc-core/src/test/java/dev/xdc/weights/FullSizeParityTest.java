package dev.xdc.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xdc.clip.ClipSpec;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.weights.WeightReport.Fit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * R(2+1)D-18 at full size in both layouts against an installed PyTorch, and back: PyTorch's
 * features here, and the weights saved here in PyTorch. See docs/paper-map.md, section Parity.
 */
@Tag("slow")
class FullSizeParityTest {
  private static final double LIMIT = 1e-4;

  /** A Python with torch and torchvision. */
  private static final String PYTHON = System.getProperty("xdc.python", "python3");

  @TempDir private Path folder;

  @Test
  void agreesWithAnInstalledPyTorchInBothDirections() throws IOException, InterruptedException {
    assumeTrue(hasTorch(), PYTHON + " has no torch and torchvision; set -Dxdc.python");
    String versions = python("make");
    double largest = 0;
    for (String layout : new String[] {"xdc", "torchvision"}) {
      EncoderSpec spec =
          layout.equals("xdc")
              ? EncoderSpec.r2plus1d(18, 64)
              : EncoderSpec.torchvisionR2plus1d(18, 64);
      ClipSpec clip = ClipSpec.paper().toBuilder().optShortSide(128).optCrop(112).build();
      try (Encoder encoder = Encoders.of(spec, clip).initialize(Device.cpu(), 1);
          NDManager manager = encoder.manager().newSubManager();
          TensorFile weights = TensorFile.open(folder.resolve(layout + ".pth"));
          TensorFile made = TensorFile.open(folder.resolve(layout + "-features.pth"))) {
        EncoderWeights.load(encoder, weights, Fit.STRICT);
        NDArray features = encoder.forward(made.read("clips", manager), false);
        largest =
            Math.max(
                largest, Fixtures.relativeDifference(features, made.read("features", manager)));
        EncoderWeights.save(encoder, folder.resolve(layout + ".safetensors"));
      }
    }
    double back = Double.parseDouble(python("check"));
    boolean passed = Math.max(largest, back) < LIMIT;
    System.out.printf(
        "parity with %s: largest relative difference %.1e here, %.1e after the round trip: %s%n",
        versions, largest, back, passed ? "pass" : "fail");
    assertThat(passed).isTrue();
  }

  private static boolean hasTorch() throws InterruptedException {
    try {
      return new ProcessBuilder(PYTHON, "-c", "import torch, torchvision").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private String python(String step) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(PYTHON, "-B", "src/test/python/parity.py", step, folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("parity.py %s", step).isZero();
    return output.strip();
  }
}
