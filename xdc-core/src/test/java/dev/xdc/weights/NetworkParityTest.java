package dev.xdc.weights;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xdc.clip.ClipSpec;
import dev.xdc.encoder.AudioStem;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.weights.WeightReport.Fit;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small whole networks with PyTorch's weights make PyTorch's features. */
class NetworkParityTest {
  private static final int WIDTH = 2;
  private static final int DEPTH = 10;

  private static EncoderSpec spec(String name) {
    EncoderSpec spec =
        switch (name) {
          case "video_xdc" -> EncoderSpec.r2plus1d(DEPTH, WIDTH);
          case "video_torchvision" -> EncoderSpec.torchvisionR2plus1d(DEPTH, WIDTH);
          case "audio_a" -> EncoderSpec.audioResNet(DEPTH, WIDTH, AudioStem.A);
          default -> EncoderSpec.audioResNet(DEPTH, WIDTH, AudioStem.B);
        };
    return new EncoderSpec(
        spec.modality(),
        spec.depth(),
        spec.width(),
        spec.middle(),
        spec.stem(),
        spec.pooling(),
        spec.normMomentum(),
        1e-3); // of networks.py
  }

  @ParameterizedTest
  @ValueSource(strings = {"video_xdc", "video_torchvision", "audio_a", "audio_b"})
  void makesPyTorchsFeaturesInBothModes(String name) throws IOException {
    ClipSpec clip = ClipSpec.paper().toBuilder().optFrames(4).optShortSide(16).optCrop(16).build();
    try (Encoder encoder = Encoders.of(spec(name), clip).initialize(Device.cpu(), 1);
        NDManager manager = encoder.manager().newSubManager();
        TensorFile weights = TensorFile.open(Fixtures.path(name + ".pth"))) {
      EncoderWeights.load(encoder, weights, Fit.STRICT);
      Map<String, NDArray> expected = Fixtures.read("networks.pth", manager);
      NDArray clips = expected.get(encoder.modality() + "/in");
      Fixtures.assertAlike(
          encoder.forward(clips, false), expected.get(name + "/inference"), "inference");
      Fixtures.assertAlike(
          encoder.forward(clips, true), expected.get(name + "/training"), "training");
      String last =
          encoder.parameters().keySet().stream()
              .filter(parameter -> parameter.endsWith("running_var"))
              .reduce((a, b) -> b)
              .orElseThrow();
      Fixtures.assertAlike(
          encoder.parameter(last).getArray(), expected.get(name + "/var_after"), last);
    }
  }
}
