package dev.xdc.suite.cost;

import dev.xdc.Preset;
import dev.xdc.clip.Modality;
import dev.xdc.cluster.ClusteringStrategy;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.encoder.Precision;
import dev.xdc.suite.run.Method;
import dev.xdc.suite.run.Pretraining;
import dev.xdc.suite.run.SharedBatch;
import dev.xdc.train.InitialFeatures;
import dev.xdc.train.Schedule;
import dev.xdc.train.TrainingClips;
import dev.xdc.train.TrainingPlan;
import dev.xdc.train.XdcConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What a pretraining, or training once more on its last clustering, would do and cost. */
public record PretrainingCost(
    Preset preset,
    Method method,
    long seed,
    SharedBatch devices,
    Precision precision,
    PrintWriter out) {

  /**
   * Prints all of a pretraining that clusters by {@code clustering}.
   *
   * @throws IllegalArgumentException if there are more clusters than clips to train on
   */
  public void print(MediaDataset clips, ClusteringStrategy clustering) throws IOException {
    XdcConfig config = preset.config();
    Size size = size(clips.size());
    Pretraining.checkClusters(preset, size.training());
    long epochs = printPlan(clips.size(), clustering);
    long clustered = (long) clips.size() * config.clipsPerVideo();
    boolean handCrafted = config.initialFeatures() == InitialFeatures.HAND_CRAFTED;
    long described = (config.rounds() - (handCrafted ? 1 : 0)) * clustered;
    List<DryRun.Work> works = new ArrayList<>();
    for (Modality modality : modalities()) {
      works.add(
          new DryRun.Work(
              preset.encoder(modality),
              heads(),
              epochs * size.perEpoch(),
              described + epochs * size.heldOut()));
    }
    // First, before anything else leaves free memory behind in which steps would go unnoticed.
    StepCost steps = StepCost.measure(dryRun(), clips, works);
    ClusteringCost beside = new ClusteringCost(preset, clustering, devices, seed);
    double seconds = 0;
    int together = 0;
    for (Modality modality : modalities()) {
      int width = preset.encoder(modality).featureWidth();
      together += width;
      seconds += handCrafted ? beside.handCraftedSeconds(clips, modality, clustered) : 0;
      if (method != Method.CDC) {
        seconds += config.rounds() * beside.clusteringSeconds(size.training(), width);
      }
    }
    if (method == Method.CDC) {
      seconds += config.rounds() * beside.clusteringSeconds(size.training(), together);
    }
    dryRun()
        .printCost(
            steps,
            works,
            new DryRun.Beside(
                clips.cacheBytes(),
                (long) size.items() * together * Float.BYTES,
                seconds,
                handCrafted ? "hand-crafted features and clustering" : "clustering"));
  }

  /**
   * Prints what a pretraining on {@code videos} videos does, before anything is measured.
   *
   * @return the number of epochs
   */
  public long printPlan(int videos, ClusteringStrategy clustering) {
    Size size = size(videos);
    out.printf(
        "%d videos, %d to train on; %s and %s in %s, K = %d by %s%n",
        videos,
        size.training(),
        preset.encoder(method.reads(Modality.VIDEO)),
        preset.encoder(method.reads(Modality.AUDIO)),
        precision,
        preset.clusters(),
        clustering);
    return printSchedules(size);
  }

  /** Prints what training the video encoder on given labels takes. */
  public void printRetraining(MediaDataset clips) throws IOException {
    Size size = size(clips.size());
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
            DryRun.Beside.decoded(clips.cacheBytes()));
  }

  /** Numbers of items, and of clips in an epoch. */
  private record Size(int items, int training, int heldOut, long perEpoch) {}

  private Size size(int videos) {
    XdcConfig config = preset.config();
    TrainingClips split = new TrainingClips(videos, config, seed);
    int training = split.training(new BitSet()).length;
    return new Size(
        split.size(),
        training,
        split.size() - training,
        config.clipsPerEpoch() == 0 ? training : config.clipsPerEpoch());
  }

  /** Returns what the two streams read. */
  private List<Modality> modalities() {
    return Stream.of(Modality.values()).map(method::reads).toList();
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
    long steps = dryRun().steps(size.perEpoch());
    out.printf("%s%n", config);
    long epochs = 0;
    for (int round = 1; round <= config.rounds(); round++) {
      Schedule schedule = config.schedule(round);
      epochs += schedule.epochs();
      TrainingPlan plan = config.plan(round);
      if (round == 1 || !plan.equals(config.plan(round - 1))) {
        out.printf("from round %d:%n", round);
        new DryRun(preset.clip(), plan, seed, devices, precision, out).printRates(schedule, steps);
      }
    }
    out.printf(Locale.ROOT, "%d rounds, %d epochs of %,d steps%n", config.rounds(), epochs, steps);
    return epochs;
  }
}
