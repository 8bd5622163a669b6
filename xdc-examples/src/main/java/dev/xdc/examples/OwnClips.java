package dev.xdc.examples;

import dev.xdc.Preset;
import dev.xdc.XdcModel;
import dev.xdc.XdcTrainer;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import java.io.IOException;
import java.util.Random;

/** Trains on clips of your own: here arrays in memory. */
public final class OwnClips {
  private OwnClips() {}

  /** Arguments: videos, rounds. */
  public static void main(String... args) throws IOException {
    int videos = Integer.parseInt(args[0]);
    int rounds = Integer.parseInt(args[1]);
    // begin
    Preset preset = Preset.tiny();
    ClipSpec spec = preset.clip();
    float[][] pictures = noise(videos, spec.shape(Modality.VIDEO).size()); // each 3 x T x H x W
    float[][] sounds = noise(videos, spec.shape(Modality.AUDIO).size()); // each 1 x M x F
    try (ClipDataset clips = ClipDataset.of(spec, pictures, sounds);
        XdcTrainer trainer =
            XdcTrainer.builder()
                .setDataset(clips)
                .setPreset(preset)
                .setClusters(4)
                .optConfig(preset.config().toBuilder().optRounds(rounds).build())
                .build();
        XdcModel model = trainer.fit()) {
      System.out.println(model + " from " + clips.size() + " videos in memory");
    }
    // end
  }

  private static float[][] noise(int clips, long values) {
    Random random = new Random(7);
    float[][] noise = new float[clips][(int) values];
    for (float[] clip : noise) {
      for (int i = 0; i < clip.length; i++) {
        clip[i] = (float) random.nextGaussian();
      }
    }
    return noise;
  }
}
