package dev.xdc.suite.run;

import dev.xdc.Preset;
import dev.xdc.RunStoppedException;
import dev.xdc.XdcModel;
import dev.xdc.XdcTrainer;
import dev.xdc.XdcTrainerBuilder;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.Encoder;
import dev.xdc.train.TrainingClips;
import dev.xdc.train.XdcListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;

/**
 * One pretraining run. It resumes at the step after its last checkpoint if its folder holds one.
 *
 * @param method who learns from whom
 * @param preset all settings
 * @param seed of every random choice
 * @param devices where to compute
 * @param options sets what else a trainer has, such as precision, clustering and checkpoints
 */
public record Pretraining(
    Method method,
    Preset preset,
    long seed,
    SharedBatch devices,
    Consumer<XdcTrainerBuilder> options) {

  /** Returns where a run leaves its model. */
  public static Path model(Path folder) {
    return folder.resolve("final");
  }

  /**
   * Trains on {@code clips} and saves the encoders in {@code folder/final}.
   *
   * @param given encoders with weights to start from in place of fresh ones; they become the run's
   * @return where the model is
   * @throws IllegalArgumentException if there are more clusters than clips to train on
   * @throws IllegalStateException if the folder holds a run with other settings, or is in use
   * @throws RunStoppedException if {@code monitor} stops it
   */
  public Path run(
      ClipDataset clips,
      Path folder,
      List<Encoder> given,
      WorkMonitor monitor,
      XdcListener... listeners)
      throws IOException {
    try {
      return train(setUp(clips, folder, given, listeners), folder, monitor);
    } finally {
      given.forEach(Encoder::close);
    }
  }

  /**
   * Checks that {@code training} clips to train on can be clustered.
   *
   * @throws IllegalArgumentException if there are fewer than clusters
   */
  public static void checkClusters(Preset preset, int training) {
    if (preset.clusters() > training) {
      throw new IllegalArgumentException(
          "clusters is "
              + preset.clusters()
              + ", but there are only "
              + training
              + " clips to train on; use fewer clusters or more clips");
    }
  }

  private XdcTrainerBuilder setUp(
      ClipDataset clips, Path folder, List<Encoder> given, XdcListener... listeners) {
    checkClusters(
        preset, TrainingClips.of(clips, preset.config(), seed).training(new BitSet()).length);
    XdcTrainerBuilder builder =
        XdcTrainer.builder()
            .setDataset(clips)
            .setClusters(preset.clusters())
            .optConfig(preset.config())
            .optSeed(seed)
            .optOutputDir(folder);
    for (XdcListener listener : listeners) {
      builder.addListener(listener);
    }
    devices.configure(builder);
    options.accept(builder);
    method.configure(builder, preset);
    for (Encoder encoder : given) {
      if (encoder.modality() == Modality.VIDEO) {
        builder.setVideoEncoder(encoder);
      } else {
        builder.setAudioEncoder(encoder);
      }
    }
    return builder;
  }

  /** Trains as {@code builder} says and saves the model in {@code folder/final}. */
  public static Path train(XdcTrainerBuilder builder, Path folder, WorkMonitor monitor)
      throws IOException {
    try (XdcTrainer trainer = builder.build()) {
      return monitor.stoppable(
          trainer::requestStop,
          () -> {
            try (XdcModel model = trainer.fit()) {
              model.save(model(folder));
              return model(folder);
            }
          });
    }
  }
}
