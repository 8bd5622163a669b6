package dev.xdc.suite.cost;

import dev.xdc.Preset;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.Labels;
import dev.xdc.clip.Modality;
import dev.xdc.clip.Tags;
import dev.xdc.suite.run.SupervisedPretraining;
import dev.xdc.suite.run.SupervisedSets;
import dev.xdc.train.TrainingClips;
import dev.xdc.train.TrainingPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * What a supervised pretraining would do and cost.
 *
 * @param training what would be done
 * @param out takes the report
 */
public record SupervisedCost(SupervisedPretraining training, PrintWriter out) {

  /** Prints schedules and cost; nothing else is done. */
  public void print(SupervisedSets sets) throws IOException {
    Preset preset = training.preset();
    TrainingPlan plan = preset.supervised();
    TrainingClips split =
        new TrainingClips(sets.train().size(), training.config(), training.seed());
    int learned = split.training(new BitSet()).length;
    int held = sets.train().size() - learned;
    ClipDataset test = sets.test();
    int tested = test == null ? held : test.size();
    int testClips = preset.protocol().testClips();
    int classes = classes(sets.train());
    int epochs = plan.schedule().epochs();
    long perEpoch = plan.clipsPerEpoch() == 0 ? learned : plan.clipsPerEpoch();
    DryRun cost =
        new DryRun(
            preset.clip(), plan, training.seed(), training.devices(), training.precision(), out);
    List<DryRun.Work> works = new ArrayList<>();
    for (Modality modality : training.modalities()) {
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
        String.join(
            " and ",
            training.modalities().stream().map(m -> preset.encoder(m).toString()).toList()),
        training.precision(),
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
