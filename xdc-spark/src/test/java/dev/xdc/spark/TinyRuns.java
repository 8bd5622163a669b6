package dev.xdc.spark;

import ai.djl.Device;
import dev.xdc.XdcModel;
import dev.xdc.XdcTrainer;
import dev.xdc.XdcTrainerBuilder;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.encoder.AudioStem;
import dev.xdc.encoder.BatchStatistics;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.train.Schedule;
import dev.xdc.train.XdcConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Runs of a second or two, and where they work. */
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

  static final XdcConfig CONFIG =
      XdcConfig.kinetics().toBuilder()
          .optRounds(2)
          .optSchedule(Schedule.of(0.5, 1, 2, 0.02, 0.5))
          .optClipsPerEpoch(0)
          .optBatchSize(8)
          .optValidationShare(0.1)
          .build();

  private TinyRuns() {}

  /** A context whose executors are threads of this JVM. */
  static JavaSparkContext context() {
    return new JavaSparkContext(conf("local[2]"));
  }

  static SparkConf conf(String master) {
    return new SparkConf()
        .setMaster(master)
        .setAppName("xdc")
        .set("spark.ui.enabled", "false")
        .set("spark.driver.host", "localhost")
        .set("spark.driver.bindAddress", "127.0.0.1");
  }

  static SyntheticClips clips() {
    return new SyntheticClips(SPEC, 44, 4, 0.3, 1);
  }

  /** Returns one round of so many steps of twenty clips for each encoder. */
  static XdcConfig steps(int steps, double rate) {
    return CONFIG.toBuilder()
        .optRounds(1)
        .optSchedule(Schedule.of(0, 2, 1, rate, 0.5))
        .optPatience(0)
        .optBatchSize(20)
        .optClipsPerEpoch(20 * steps)
        .build();
  }

  /** Returns the weights of a local run that cuts each batch in two. */
  static Map<String, float[]> weightsInTwoParts(SyntheticClips clips, XdcConfig config)
      throws IOException {
    return weights(
        trainer(clips)
            .optConfig(config)
            .optDevices(List.of(Device.cpu(), Device.cpu()))
            .optBatchStatistics(BatchStatistics.PER_DEVICE));
  }

  static XdcTrainerBuilder trainer(ClipDataset clips) {
    return XdcTrainer.builder()
        .setDataset(clips)
        .setVideoEncoder(Encoders.of(EncoderSpec.r2plus1d(10, 2), SPEC))
        .setAudioEncoder(Encoders.of(EncoderSpec.audioResNet(10, 2, AudioStem.B), SPEC))
        .setClusters(4)
        .optConfig(CONFIG)
        .optSeed(3);
  }

  /** Returns the weights that a run ends with. */
  static Map<String, float[]> weights(XdcTrainerBuilder builder) throws IOException {
    try (XdcTrainer trainer = builder.build();
        XdcModel model = trainer.fit()) {
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
}
