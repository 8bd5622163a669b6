package dev.xdc.examples;

import ai.djl.Device;
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
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.encoder.EncoderRecipe;
import dev.xdc.encoder.Encoders;
import java.io.IOException;
import java.nio.file.Path;

/** Trains, saves and loads a network of your own, any DJL block, as the audio encoder. */
public final class OwnEncoder {
  private OwnEncoder() {}

  // begin
  /** Maps spectrograms of shape (N, 1, M, F) to features of shape (N, width). */
  public record SmallNet(Modality modality, int width) implements EncoderRecipe {
    @Override
    public Block build(ClipSpec clip) {
      return new SequentialBlock()
          .add(convolution(width / 2))
          .add(BatchNorm.builder().build())
          .add(Activation::relu)
          .add(convolution(width))
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
  }

  /** Arguments: a folder for the model, rounds. */
  public static void main(String... args) throws IOException {
    Path folder = Path.of(args[0]);
    Preset preset = Preset.tiny();
    SmallNet net = new SmallNet(Modality.AUDIO, 32);
    try (SyntheticClips clips = new SyntheticClips(preset.clip(), 48, 4, 0.3, 7);
        XdcTrainer trainer =
            XdcTrainer.builder()
                .setDataset(clips)
                .setPreset(preset)
                .setAudioEncoder(Encoders.of(net, preset.clip()))
                .setClusters(6)
                .optConfig(preset.config().toBuilder().optRounds(Integer.parseInt(args[1])).build())
                .build();
        XdcModel model = trainer.fit()) {
      model.save(folder);
    }
    // A file does not decide which class is made: name those that a model may use.
    try (XdcModel model = XdcModel.load(folder, Device.cpu(), SmallNet.class)) {
      System.out.println(model.encoder(Modality.AUDIO));
    }
  }
  // end
}
