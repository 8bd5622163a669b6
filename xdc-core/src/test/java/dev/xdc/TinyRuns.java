package dev.xdc;

import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.encoder.AudioStem;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.train.Schedule;
import dev.xdc.train.XdcConfig;
import java.util.Map;
import java.util.TreeMap;

/** Runs of a few seconds for tests of everything around the loop. */
final class TinyRuns {
  static final ClipSpec SPEC =
      ClipSpec.paper().toBuilder()
          .optFrames(2)
          .optFramesPerSecond(8)
          .optShortSide(8)
          .optCrop(8)
          .optAudioFrames(16)
          .optMelBands(8)
          .build();

  /** Two rounds of two epochs of five steps for each encoder, with held-out clips. */
  static final XdcConfig CONFIG =
      XdcConfig.kinetics().toBuilder()
          .optRounds(2)
          .optSchedule(Schedule.of(0.5, 1, 2, 0.02, 0.5))
          .optClipsPerEpoch(0)
          .optBatchSize(8)
          .optValidationShare(0.1)
          .build();

  private TinyRuns() {}

  static SyntheticClips clips() {
    return new SyntheticClips(SPEC, 44, 4, 0.3, 1);
  }

  static XdcTrainerBuilder trainer(SyntheticClips clips) {
    return XdcTrainer.builder()
        .setDataset(clips)
        .setVideoEncoder(Encoders.of(EncoderSpec.r2plus1d(10, 2), SPEC))
        .setAudioEncoder(audio())
        .setClusters(4)
        .optConfig(CONFIG)
        .optSeed(3);
  }

  static Encoder audio() {
    return Encoders.of(EncoderSpec.audioResNet(10, 2, AudioStem.B), SPEC);
  }

  static Map<String, float[]> weights(XdcModel model) {
    Map<String, float[]> weights = new TreeMap<>();
    for (Modality modality : Modality.values()) {
      model
          .encoder(modality)
          .parameters()
          .forEach((name, p) -> weights.put(modality + " " + name, p.getArray().toFloatArray()));
    }
    return weights;
  }
}
