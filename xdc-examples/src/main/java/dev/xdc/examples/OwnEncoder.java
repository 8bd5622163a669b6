package dev.xdc.examples;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import dev.xdc.Preset;
import dev.xdc.XdcModel;
import dev.xdc.XdcTrainer;
import dev.xdc.clip.Modality;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.encoder.Encoders;
import dev.xdc.weights.EncoderWeights;
import java.io.IOException;
import java.nio.file.Path;

/** Trains a network of your own, any DJL block, as the audio encoder. */
public final class OwnEncoder {
  private OwnEncoder() {}

  // begin
  /** Maps spectrograms of shape (N, 1, M, F) to features of shape (N, 32). */
  static Block network() {
    return new SequentialBlock()
        .add(convolution(16))
        .add(BatchNorm.builder().build())
        .add(Activation::relu)
        .add(convolution(32))
        .add(BatchNorm.builder().build())
        .add(Activation::relu)
        .add(Pool.globalAvgPool2dBlock())
        .add(Blocks.batchFlattenBlock());
  }

  private static Block convolution(int filters) {
    return Conv2d.builder()
        .setFilters(filters)
        .setKernelShape(new Shape(3, 3))
        .optStride(new Shape(2, 2))
        .build();
  }

  /** Arguments: a file for the trained weights, rounds. */
  public static void main(String... args) throws IOException {
    int rounds = Integer.parseInt(args[1]);
    Preset preset = Preset.tiny();
    try (SyntheticClips clips = new SyntheticClips(preset.clip(), 48, 4, 0.3, 7);
        XdcTrainer trainer =
            XdcTrainer.builder()
                .setDataset(clips)
                .setVideoEncoder(Encoders.of(preset.video(), preset.clip()))
                .setAudioEncoder(Encoders.of(Modality.AUDIO, network(), preset.clip()))
                .setClusters(6)
                .optConfig(preset.config().toBuilder().optRounds(rounds).build())
                .build();
        XdcModel model = trainer.fit()) {
      EncoderWeights.save(model.encoder(Modality.AUDIO), Path.of(args[0])); // safetensors
      System.out.println(model.encoder(Modality.AUDIO));
    }
  }
  // end
}
