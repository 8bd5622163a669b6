package dev.xdc.suite.cost;

import dev.xdc.Preset;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.Labels;
import dev.xdc.clip.Modality;
import dev.xdc.clip.Tags;
import dev.xdc.encoder.Precision;
import dev.xdc.suite.run.SupervisedPretraining;
import dev.xdc.suite.run.SupervisedSets;
import dev.xdc.train.TrainingClips;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * What a supervised pretraining would do and take.
 *
 * @param training what would be done
 * @param precision what it computes with
 */
public record SupervisedCost(SupervisedPretraining training, Precision precision) {

  /**
   * What is known before anything is measured.
   *
   * @param learned videos to learn from
   * @param tested videos to test on
   * @param classes or tags
   * @param rates the learning rate at the end of each epoch
   * @param stepsPerEpoch of each encoder
   */
  public record Plan(
      int learned, int tested, int classes, List<Double> rates, long stepsPerEpoch) {}

  /** Returns the plan. */
  public Plan plan(SupervisedSets sets) {
    int learned = learned(sets);
    DryRun cost = dryRun();
    long steps = cost.steps(perEpoch(learned));
    return new Plan(
        learned,
        tested(sets, learned),
        classes(sets.train()),
        cost.rates(training.preset().supervised().schedule(), steps),
        steps);
  }

  /** Estimates the training from some steps. */
  public CostEstimate estimate(SupervisedSets sets) throws IOException {
    Preset preset = training.preset();
    int learned = learned(sets);
    int epochs = preset.supervised().schedule().epochs();
    long held = (long) sets.train().size() - learned;
    long passed = epochs * held + (long) tested(sets, learned) * preset.protocol().testClips();
    List<DryRun.Work> works = new ArrayList<>();
    for (Modality modality : training.modalities()) {
      works.add(
          new DryRun.Work(
              preset.encoder(modality),
              List.of(classes(sets.train())),
              perEpoch(learned) * epochs,
              passed));
    }
    long decoded = sets.train().cacheBytes() + (sets.test() == null ? 0 : sets.test().cacheBytes());
    return dryRun().estimate(sets.train(), works, decoded);
  }

  private int learned(SupervisedSets sets) {
    return TrainingClips.of(sets.train(), training.config(), training.seed())
        .training(new BitSet())
        .length;
  }

  private static int tested(SupervisedSets sets, int learned) {
    ClipDataset test = sets.test();
    return test == null ? sets.train().size() - learned : test.size();
  }

  private long perEpoch(int learned) {
    int clips = training.preset().supervised().clipsPerEpoch();
    return clips == 0 ? learned : clips;
  }

  private DryRun dryRun() {
    Preset preset = training.preset();
    return new DryRun(
        preset.clip(), preset.supervised(), training.seed(), training.devices(), precision);
  }

  private static int classes(ClipDataset set) {
    return set.labels().map(Labels::count).or(() -> set.tags().map(Tags::count)).orElse(0);
  }
}
