package dev.xdc.examples;

import dev.xdc.Preset;
import dev.xdc.XdcModel;
import dev.xdc.XdcTrainer;
import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Labels;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.Encoders;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Trains on clips of a source of your own: here arrays in memory. */
public final class OwnClips {
  private OwnClips() {}

  // begin
  /** One clip of each video: T x H x W x 3 values of pictures, M x F of spectrograms. */
  record ArrayClips(ClipSpec spec, List<float[]> pictures, List<float[]> sounds)
      implements ClipDataset {
    @Override
    public int size() {
      return pictures.size();
    }

    @Override
    public String id(int index) {
      return "array-" + index;
    }

    @Override
    public Optional<Labels> labels() {
      return Optional.empty();
    }

    @Override
    public ClipReader read(Set<Modality> modalities, List<ClipRequest> clips, int batchSize) {
      ClipBatch batch = new ClipBatch(spec, modalities, batchSize);
      return new ClipReader() {
        private int next;

        @Override
        public @Nullable ClipBatch next() {
          List<ClipRequest> rows = clips.subList(next, Math.min(clips.size(), next + batchSize));
          for (int row = 0; row < rows.size(); row++) {
            for (Modality modality : modalities) {
              List<float[]> values = modality == Modality.VIDEO ? pictures : sounds;
              batch.row(modality, row).put(values.get(rows.get(row).index()));
            }
          }
          next += rows.size();
          batch.setClips(rows);
          return rows.isEmpty() ? null : batch;
        }

        @Override
        public int failures() {
          return 0;
        }

        @Override
        public double waitSeconds() {
          return 0;
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public void close() {}
  }

  // end

  /** Arguments: videos, rounds. */
  public static void main(String... args) throws IOException {
    Preset preset = Preset.tiny();
    Random random = new Random(7);
    List<float[]> pictures = new ArrayList<>();
    List<float[]> sounds = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(args[0]); i++) {
      pictures.add(noise(random, preset.clip().shape(Modality.VIDEO).size()));
      sounds.add(noise(random, preset.clip().shape(Modality.AUDIO).size()));
    }
    int rounds = Integer.parseInt(args[1]);
    try (ClipDataset clips = new ArrayClips(preset.clip(), pictures, sounds);
        XdcTrainer trainer =
            XdcTrainer.builder()
                .setDataset(clips)
                .setVideoEncoder(Encoders.of(preset.video(), preset.clip()))
                .setAudioEncoder(Encoders.of(preset.audio(), preset.clip()))
                .setClusters(4)
                .optConfig(preset.config().toBuilder().optRounds(rounds).build())
                .build();
        XdcModel model = trainer.fit()) {
      System.out.println(model + " from " + clips.size() + " videos in memory");
    }
  }

  private static float[] noise(Random random, long size) {
    float[] values = new float[(int) size];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
