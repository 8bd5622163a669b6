package dev.xdc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.encoder.AudioStem;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.eval.EvalProtocol;
import dev.xdc.eval.LinearProbe;
import dev.xdc.feature.FeatureTransform;
import dev.xdc.train.Schedule;
import dev.xdc.train.XdcConfig;
import dev.xdc.train.XdcListener;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class XdcTrainerTest {
  private static final ClipSpec SPEC =
      new ClipSpec(
          4,
          8,
          16,
          16,
          ClipSpec.PictureNormalization.CONSTANTS,
          false,
          2,
          16_000,
          32,
          16,
          0,
          ClipSpec.AudioAlignment.CENTRE);

  @Test
  void learnsTheClassesOfSyntheticClips(@TempDir Path folder) throws IOException {
    XdcConfig config =
        XdcConfig.kinetics().toBuilder()
            .optRounds(4)
            .optSchedule(Schedule.of(0.5, 0, 3, 0.02, 1))
            .optClipsPerEpoch(0)
            .optFeatureTransform(FeatureTransform.pcaWhitenL2(16))
            .build();
    try (SyntheticClips clips = new SyntheticClips(SPEC, 400, 4, 0.3, 1);
        SyntheticClips test = new SyntheticClips(SPEC, 200, 4, 0.3, 2);
        XdcTrainer trainer =
            XdcTrainer.builder()
                .setDataset(clips)
                .setVideoEncoder(Encoders.of(EncoderSpec.r2plus1d(10, 4), SPEC))
                .setAudioEncoder(Encoders.of(EncoderSpec.audioResNet(10, 4, AudioStem.B), SPEC))
                .setClusters(8)
                .optConfig(config)
                .optSeed(3)
                .optOutputDir(folder)
                .addListener(XdcListener.logging())
                .build();
        XdcModel model = trainer.fit()) {
      for (Modality modality : Modality.values()) {
        System.out.println(
            new LinearProbe(EvalProtocol.paper().withClips(1, 1))
                .run(model.encoder(modality), clips, test, d -> {}));
      }
      assertThat(folder.resolve("metrics.jsonl")).isNotEmptyFile();
    }
  }
}
