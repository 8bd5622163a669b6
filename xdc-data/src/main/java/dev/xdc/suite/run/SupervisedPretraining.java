package dev.xdc.suite.run;

import dev.xdc.Preset;
import dev.xdc.RunStoppedException;
import dev.xdc.XdcTrainer;
import dev.xdc.XdcTrainerBuilder;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.Encoders;
import dev.xdc.train.TrainingPlan;
import dev.xdc.train.XdcConfig;
import dev.xdc.train.XdcListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * One supervised pretraining. It resumes at the step after its last checkpoint if its folder holds
 * one.
 *
 * @param preset clips, encoders, plan and how encoders are tested
 * @param modalities to train, video first
 * @param heldOut share of the videos held out
 * @param seed of every random choice
 * @param devices where to compute
 */
public record SupervisedPretraining(
    Preset preset, List<Modality> modalities, double heldOut, long seed, SharedBatch devices) {

  /**
   * Returns the training as settings of a trainer.
   *
   * @throws IllegalArgumentException if it is to stop early without videos to watch the loss on
   */
  public XdcConfig config() {
    TrainingPlan plan = preset.supervised();
    if (plan.patience() > 0 && heldOut == 0) {
      throw new IllegalArgumentException(
          "supervised.patience is "
              + plan.patience()
              + ", must be 0 without held-out videos to watch the loss on");
    }
    return XdcConfig.supervised(plan, heldOut);
  }

  /**
   * Trains on the labels of {@code sets} and saves the encoders in {@code folder/final}.
   *
   * @param given encoders with weights to start from in place of fresh ones; they become the run's
   * @param options sets what else a trainer has, such as precision and checkpoints
   * @return where the model is
   * @throws IllegalStateException if the folder holds a run with other settings, or is in use
   * @throws RunStoppedException if {@code monitor} stops it
   */
  public Path run(
      SupervisedSets sets,
      Path folder,
      List<Encoder> given,
      Consumer<XdcTrainerBuilder> options,
      WorkMonitor monitor,
      XdcListener... listeners)
      throws IOException {
    try {
      XdcTrainerBuilder builder =
          XdcTrainer.builder()
              .setDataset(sets.train())
              .setSupervised(preset.protocol())
              .optConfig(config())
              .optSeed(seed)
              .optOutputDir(folder);
      if (sets.test() != null) {
        builder.optTestSet(sets.test());
      }
      for (XdcListener listener : listeners) {
        builder.addListener(listener);
      }
      devices.configure(builder);
      options.accept(builder);
      for (Modality modality : modalities) {
        put(builder, Encoders.of(preset.encoder(modality), preset.clip()));
      }
      for (Encoder encoder : given) {
        if (!modalities.contains(encoder.modality())) {
          throw new IllegalArgumentException(
              "weights are given to the %s encoder, which is not trained: leave them out, too"
                  .formatted(encoder.modality()));
        }
        put(builder, encoder);
      }
      return Pretraining.train(builder, folder, monitor);
    } finally {
      given.forEach(Encoder::close);
    }
  }

  private static void put(XdcTrainerBuilder builder, Encoder encoder) {
    if (encoder.modality() == Modality.VIDEO) {
      builder.setVideoEncoder(encoder);
    } else {
      builder.setAudioEncoder(encoder);
    }
  }
}
