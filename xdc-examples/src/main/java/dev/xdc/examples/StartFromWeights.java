package dev.xdc.examples;

import ai.djl.Device;
import dev.xdc.Preset;
import dev.xdc.XdcModel;
import dev.xdc.XdcTrainer;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.weights.EncoderWeights;
import dev.xdc.weights.TensorFile;
import dev.xdc.weights.WeightLayout;
import dev.xdc.weights.WeightReport.Fit;
import java.io.IOException;
import java.nio.file.Path;

/** Trains on from given weights: published ones, or those of your own in PyTorch. */
public final class StartFromWeights {
  private StartFromWeights() {}

  // begin
  /** Loads a video encoder from a .pth or safetensors file, which says what network it holds. */
  static Encoder load(Path file, ClipSpec clip) throws IOException {
    try (TensorFile weights = TensorFile.open(file)) {
      EncoderSpec spec =
          WeightLayout.of(weights)
              .orElseThrow(() -> new IOException(file + " holds no network known here"));
      Encoder encoder = Encoders.of(spec, clip).initialize(Device.cpu(), 1);
      // COMPLETE: all of the encoder must be there; PARTIAL takes what fits
      System.out.println(EncoderWeights.load(encoder, weights, Fit.COMPLETE));
      return encoder;
    }
  }

  /** Arguments: a file of weights, rounds. */
  public static void main(String... args) throws IOException {
    int rounds = Integer.parseInt(args[1]);
    Preset preset = Preset.tiny();
    try (SyntheticClips clips = new SyntheticClips(preset.clip(), 48, 4, 0.3, 7);
        XdcTrainer trainer =
            XdcTrainer.builder()
                .setDataset(clips)
                .setVideoEncoder(load(Path.of(args[0]), preset.clip()))
                .setPreset(preset)
                .setClusters(6)
                .optConfig(preset.config().toBuilder().optRounds(rounds).build())
                .build();
        XdcModel model = trainer.fit()) {
      System.out.println(model);
    }
  }
  // end
}
