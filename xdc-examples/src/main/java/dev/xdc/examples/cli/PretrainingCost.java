package dev.xdc.examples.cli;

import dev.xdc.Preset;
import dev.xdc.clip.ClipDataset;
import dev.xdc.cluster.ClusteringStrategy;
import dev.xdc.encoder.Precision;
import dev.xdc.train.Schedule;
import dev.xdc.train.TrainingClips;
import dev.xdc.train.XdcConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** What a pretraining, or training once more on its last clustering, would do and cost. */
record PretrainingCost(
    Preset preset,
    Method method,
    long seed,
    SharedBatch devices,
    Precision precision,
    PrintWriter out) {

  /** Prints all of a pretraining that clusters by {@code clustering}. */
  void print(ClipDataset clips, ClusteringStrategy clustering) throws IOException {
    XdcConfig config = preset.config();
    Size size = size(clips);
    out.printf(
        "%d videos, %d to train on; %s and %s in %s, K = %d by %s%n",
        clips.size(),
        size.training(),
        preset.video(),
        preset.audio(),
        precision,
        preset.clusters(),
        clustering);
    long epochs = printSchedules(size);
    long described = (long) config.rounds() * clips.size() * config.clipsPerVideo();
    long watched = epochs * size.heldOut();
    List<Integer> heads = heads();
    long trained = epochs * size.perEpoch();
    dryRun()
        .printCost(
            clips,
            List.of(
                new DryRun.Work(preset.video(), heads, trained, described + watched),
                new DryRun.Work(preset.audio(), heads, trained, described + watched)),
            featureMegabytes(size.items()));
  }

  /** Prints what training the video encoder on given labels takes; see {@link RetrainCommand}. */
  void printRetraining(ClipDataset clips) throws IOException {
    Size size = size(clips);
    out.printf(
        "%d videos, %d to train on; %s in %s on clips of %d frames, K = %d%n",
        clips.size(),
        size.training(),
        preset.video(),
        precision,
        preset.clip().frames(),
        preset.clusters());
    long epochs = printSchedules(size);
    dryRun()
        .printCost(
            clips,
            List.of(
                new DryRun.Work(
                    preset.video(), heads(), epochs * size.perEpoch(), epochs * size.heldOut())),
            0);
  }

  /** Numbers of items, and of clips in an epoch. */
  private record Size(int items, int training, int heldOut, long perEpoch) {}

  private Size size(ClipDataset clips) {
    XdcConfig config = preset.config();
    TrainingClips split = new TrainingClips(clips.size(), config, seed);
    int training = split.training(new BitSet()).length;
    return new Size(
        split.size(),
        training,
        split.size() - training,
        config.clipsPerEpoch() == 0 ? training : config.clipsPerEpoch());
  }

  private List<Integer> heads() {
    return Collections.nCopies(method.heads(), preset.clusters());
  }

  private DryRun dryRun() {
    return new DryRun(preset.clip(), preset.config().plan(1), seed, devices, precision, out);
  }

  /** Prints the rates of every round and returns the number of epochs. */
  private long printSchedules(Size size) {
    XdcConfig config = preset.config();
    DryRun dryRun = dryRun();
    long steps = dryRun.steps(size.perEpoch());
    out.printf("%s%n", config);
    long epochs = 0;
    for (int round = 1; round <= config.rounds(); round++) {
      Schedule schedule = config.schedule(round);
      epochs += schedule.epochs();
      if (round == 1 || !schedule.equals(config.schedule(round - 1))) {
        out.printf("from round %d:%n", round);
        dryRun.printRates(schedule, steps);
      }
    }
    out.printf(Locale.ROOT, "%d rounds, %d epochs of %,d steps%n", config.rounds(), epochs, steps);
    return epochs;
  }

  private long featureMegabytes(int items) {
    long width = (long) preset.video().featureWidth() + preset.audio().featureWidth();
    return Math.max(1, (width * Float.BYTES * items) >> 20);
  }
}
