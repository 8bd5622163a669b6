package dev.xdc.examples.cli;

import dev.xdc.Preset;
import dev.xdc.RunStoppedException;
import dev.xdc.XdcTrainer;
import dev.xdc.XdcTrainerBuilder;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.Labels;
import dev.xdc.clip.Modality;
import dev.xdc.clip.Tags;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.Encoders;
import dev.xdc.encoder.Precision;
import dev.xdc.train.TrainingClips;
import dev.xdc.train.TrainingPlan;
import dev.xdc.train.XdcConfig;
import dev.xdc.train.XdcListener;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * One supervised pretraining. It goes on at the step after its last checkpoint if its folder holds
 * one.
 *
 * @param preset clips, encoders, plan and how encoders are tested
 * @param modalities to train, video first
 * @param heldOut share of the videos held out
 * @param seed of every random choice
 * @param devices where to compute
 * @param precision what to compute with
 */
record SupervisedPretraining(
    Preset preset,
    List<Modality> modalities,
    double heldOut,
    long seed,
    SharedBatch devices,
    Precision precision) {

  private XdcConfig config() {
    TrainingPlan plan = preset.supervised();
    if (plan.patience() > 0 && heldOut == 0) {
      throw new IllegalArgumentException(
          "supervised.patience is "
              + plan.patience()
              + ", must be 0 without --held-out videos to watch the loss on");
    }
    return XdcConfig.supervised(plan, heldOut);
  }

  /**
   * Trains on the labels of {@code sets} and saves the encoders in {@code folder/final}.
   *
   * @param given encoders with weights to start from in place of fresh ones; they become the run's
   * @param checkpoints how it is saved and taken up
   * @return where the model is
   * @throws IllegalStateException if the folder holds a run with other settings, or is in use
   * @throws RunStoppedException after a signal
   */
  Path run(
      SupervisedOptions.Sets sets,
      Path folder,
      List<Encoder> given,
      CheckpointOptions checkpoints,
      XdcListener... listeners)
      throws IOException {
    try {
      XdcTrainerBuilder builder =
          XdcTrainer.builder()
              .setDataset(sets.train())
              .setSupervised(preset.protocol())
              .optConfig(config())
              .optSeed(seed)
              .optPrecision(precision)
              .optOutputDir(folder);
      if (sets.test() != null) {
        builder.optTestSet(sets.test());
      }
      for (XdcListener listener : listeners) {
        builder.addListener(listener);
      }
      devices.configure(builder);
      checkpoints.configure(builder);
      for (Modality modality : modalities) {
        put(builder, Encoders.of(preset.encoder(modality), preset.clip()));
      }
      for (Encoder encoder : given) {
        if (!modalities.contains(encoder.modality())) {
          throw new IllegalArgumentException(
              "--init-%s gives weights to an encoder that --modality leaves out: leave it out, too"
                  .formatted(encoder.modality()));
        }
        put(builder, encoder);
      }
      return Pretraining.train(builder, folder);
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

  /** Prints what it would do and cost. */
  void printCost(SupervisedOptions.Sets sets, PrintWriter out) throws IOException {
    TrainingPlan plan = preset.supervised();
    TrainingClips split = new TrainingClips(sets.train().size(), config(), seed);
    int learned = split.training(new BitSet()).length;
    int held = sets.train().size() - learned;
    ClipDataset test = sets.test();
    int tested = test == null ? held : test.size();
    int testClips = preset.protocol().testClips();
    int classes = classes(sets.train());
    int epochs = plan.schedule().epochs();
    long perEpoch = plan.clipsPerEpoch() == 0 ? learned : plan.clipsPerEpoch();
    DryRun cost = new DryRun(preset.clip(), plan, seed, devices, precision, out);
    List<DryRun.Work> works = new ArrayList<>();
    for (Modality modality : modalities) {
      works.add(
          new DryRun.Work(
              preset.encoder(modality),
              List.of(classes),
              perEpoch * epochs,
              (long) epochs * held + (long) tested * testClips));
    }
    out.printf(
        "%d of %d videos to learn %d %s from, %d to test on with %d clips each; %s in %s%n%s%n",
        learned,
        sets.train().size(),
        classes,
        sets.train().tags().isPresent() ? "tags" : "classes",
        tested,
        testClips,
        String.join(" and ", modalities.stream().map(m -> preset.encoder(m).toString()).toList()),
        precision,
        plan);
    cost.printRates(plan.schedule(), cost.steps(perEpoch));
    out.printf(
        Locale.ROOT, "%d epochs of %,d steps for each encoder%n", epochs, cost.steps(perEpoch));
    long decoded = sets.train().cacheBytes() + (sets.test() == null ? 0 : sets.test().cacheBytes());
    cost.printCost(sets.train(), works, DryRun.Beside.decoded(decoded));
  }

  private static int classes(ClipDataset set) {
    return set.labels().map(Labels::count).or(() -> set.tags().map(Tags::count)).orElse(0);
  }
}
