package dev.xdc.suite.cost;

import dev.xdc.Preset;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.Modality;
import dev.xdc.cluster.ClusteringStrategy;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.encoder.Precision;
import dev.xdc.suite.run.Method;
import dev.xdc.suite.run.Pretraining;
import dev.xdc.suite.run.SharedBatch;
import dev.xdc.train.InitialFeatures;
import dev.xdc.train.TrainingClips;
import dev.xdc.train.XdcConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a pretraining, or training once more on its last clustering, would do and take.
 *
 * <pre>{@code
 * PretrainingCost cost =
 *     new PretrainingCost(
 *         Preset.small(), Method.XDC, 1, SharedBatch.of(Device.cpu()), Precision.FLOAT32);
 * PretrainingCost.Plan plan = cost.plan(clips); // epochs and learning rates, at once
 * CostEstimate estimate = cost.estimate(clips, KMeans.standard()); // takes some steps
 * double hours = estimate.seconds() / 3600;
 * double megabytes = estimate.memory().megabytes();
 * }</pre>
 *
 * @param devices where the steps are measured
 */
public record PretrainingCost(
    Preset preset, Method method, long seed, SharedBatch devices, Precision precision) {

  /**
   * What is known before anything is measured.
   *
   * @param videos all of them
   * @param training videos to train on
   * @param parts the rounds, those of one plan together
   * @param epochs of each encoder, over all rounds
   * @param stepsPerEpoch of each encoder
   */
  public record Plan(int videos, int training, List<Part> parts, long epochs, long stepsPerEpoch) {}

  /**
   * Rounds that follow one plan.
   *
   * @param firstRound from 1
   * @param rates the learning rate at the end of each epoch of a round
   */
  public record Part(int firstRound, List<Double> rates) {}

  /**
   * Estimates a pretraining that clusters by {@code clustering}, from some steps and clusterings.
   *
   * @throws IllegalArgumentException if there are more clusters than clips to train on
   */
  public CostEstimate estimate(MediaDataset clips, ClusteringStrategy clustering)
      throws IOException {
    XdcConfig config = preset.config();
    Size size = size(clips);
    Pretraining.checkClusters(preset, size.training());
    long epochs = epochs();
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
    StepCost steps = StepCost.measure(dryRun(1), clips, works);
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
    return dryRun(1)
        .estimate(
            steps,
            works,
            clips.cacheBytes(),
            (long) size.items() * together * Float.BYTES,
            new CostEstimate.Beside(
                seconds, handCrafted ? "hand-crafted features and clustering" : "clustering"));
  }

  /**
   * Returns the plan of a pretraining on {@code clips}.
   *
   * @throws IllegalArgumentException if there are more clusters than clips to train on
   */
  public Plan plan(ClipDataset clips) {
    Pretraining.checkClusters(preset, size(clips).training());
    return retrainingPlan(clips);
  }

  /** Estimates what training the video encoder on given labels takes. */
  public CostEstimate estimateRetraining(MediaDataset clips) throws IOException {
    Size size = size(clips);
    long epochs = epochs();
    return dryRun(1)
        .estimate(
            clips,
            List.of(
                new DryRun.Work(
                    preset.video(), heads(), epochs * size.perEpoch(), epochs * size.heldOut())),
            clips.cacheBytes());
  }

  /** Returns the plan of training the video encoder on given labels. */
  public Plan retrainingPlan(ClipDataset clips) {
    XdcConfig config = preset.config();
    Size size = size(clips);
    long steps = dryRun(1).steps(size.perEpoch());
    List<Part> parts = new ArrayList<>();
    for (int round = 1; round <= config.rounds(); round++) {
      if (round == 1 || !config.plan(round).equals(config.plan(round - 1))) {
        parts.add(new Part(round, dryRun(round).rates(config.schedule(round), steps)));
      }
    }
    return new Plan(clips.size(), size.training(), parts, epochs(), steps);
  }

  private long epochs() {
    XdcConfig config = preset.config();
    return IntStream.rangeClosed(1, config.rounds())
        .mapToLong(round -> config.schedule(round).epochs())
        .sum();
  }

  /** Numbers of items, and of clips in an epoch. */
  private record Size(int items, int training, int heldOut, long perEpoch) {}

  private Size size(ClipDataset clips) {
    XdcConfig config = preset.config();
    TrainingClips split = TrainingClips.of(clips, config, seed);
    int[] training = split.training(new BitSet());
    return new Size(
        split.size(),
        training.length,
        split.size() - training.length,
        config.clipsPerEpoch() == 0 ? split.ofEpoch(training, 0).length : config.clipsPerEpoch());
  }

  /** Returns what the two streams read. */
  private List<Modality> modalities() {
    return Stream.of(Modality.values()).map(method::reads).toList();
  }

  private List<Integer> heads() {
    return Collections.nCopies(method.heads(), preset.clusters());
  }

  private DryRun dryRun(int round) {
    return new DryRun(preset.clip(), preset.config().plan(round), seed, devices, precision);
  }
}
