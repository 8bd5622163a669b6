package dev.xdc.cli.output;

import dev.xdc.Preset;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.Modality;
import dev.xdc.cluster.ClusterCount;
import dev.xdc.cluster.ClusteringStrategy;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.internal.Count;
import dev.xdc.suite.cost.PretrainingCost;
import java.io.IOException;
import java.io.PrintWriter;

/**
 * What a pretraining, or training once more on its last clustering, would do and take, in words.
 *
 * @param out takes them
 */
public record PretrainingCostText(PretrainingCost cost, PrintWriter out) {

  /**
   * Prints all of a pretraining that clusters by {@code clustering}.
   *
   * @throws IllegalArgumentException if there are more clusters than clips to train on
   */
  public void print(MediaDataset clips, ClusteringStrategy clustering) throws IOException {
    printPlan(clips, clustering);
    out.flush(); // what is known already can be read meanwhile
    new CostText(out).print(cost.estimate(clips, clustering));
  }

  /**
   * Prints what a pretraining on {@code clips} does, before anything is measured.
   *
   * @throws IllegalArgumentException if there are more clusters than clips to train on
   */
  public void printPlan(ClipDataset clips, ClusteringStrategy clustering) {
    Preset preset = cost.preset();
    PretrainingCost.Plan plan = cost.plan(clips);
    out.printf(
        "%s, %d to train on; %s and %s in %s, K = %d by %s%n",
        Count.of(clips.size(), "video"),
        plan.training(),
        preset.encoder(cost.method().reads(Modality.VIDEO)),
        preset.encoder(cost.method().reads(Modality.AUDIO)),
        cost.precision(),
        preset.clusters(),
        clustering);
    ClusterCount.warning(preset.clusters(), plan.training(), "clips to train on")
        .ifPresent(warning -> out.println("warning: " + warning));
    printSchedules(plan);
  }

  /** Prints what training the video encoder on given labels takes. */
  public void printRetraining(MediaDataset clips) throws IOException {
    Preset preset = cost.preset();
    PretrainingCost.Plan plan = cost.retrainingPlan(clips);
    out.printf(
        "%s, %d to train on; %s in %s on clips of %d frames, K = %d%n",
        Count.of(clips.size(), "video"),
        plan.training(),
        preset.video(),
        cost.precision(),
        preset.clip().frames(),
        preset.clusters());
    printSchedules(plan);
    out.flush();
    new CostText(out).print(cost.estimateRetraining(clips));
  }

  private void printSchedules(PretrainingCost.Plan plan) {
    SettingsTable.print(cost.preset(), "config.", out);
    for (PretrainingCost.Part part : plan.parts()) {
      out.printf("from round %d:%n", part.firstRound());
      new CostText(out).printRates(part.rates());
    }
    out.printf(
        "%s, %s of %s%n",
        Count.of(cost.preset().config().rounds(), "round"),
        Count.of(plan.epochs(), "epoch"),
        Count.grouped(plan.stepsPerEpoch(), "step"));
  }
}
