package dev.xdc.cli.output;

import dev.xdc.Preset;
import dev.xdc.internal.Count;
import dev.xdc.suite.cost.SupervisedCost;
import dev.xdc.suite.run.SupervisedPretraining;
import dev.xdc.suite.run.SupervisedSets;
import java.io.IOException;
import java.io.PrintWriter;

/**
 * What a supervised pretraining would do and take, in words.
 *
 * @param out takes them
 */
public record SupervisedCostText(SupervisedCost cost, PrintWriter out) {

  /** Prints schedules and cost; nothing else is done. */
  public void print(SupervisedSets sets) throws IOException {
    SupervisedPretraining training = cost.training();
    Preset preset = training.preset();
    SupervisedCost.Plan plan = cost.plan(sets);
    out.printf(
        "%d of %s to learn %d %s from, %d to test on with %s each; %s in %s%n",
        plan.learned(),
        Count.of(sets.train().size(), "video"),
        plan.classes(),
        sets.train().tags().isPresent() ? "tags" : "classes",
        plan.tested(),
        Count.of(preset.protocol().testClips(), "clip"),
        String.join(
            " and ",
            training.modalities().stream().map(m -> preset.encoder(m).toString()).toList()),
        cost.precision());
    SettingsTable.print(preset, "supervised.", out);
    CostText text = new CostText(out);
    text.printRates(plan.rates());
    out.printf(
        "%s of %s for each encoder%n",
        Count.of(plan.rates().size(), "epoch"), Count.grouped(plan.stepsPerEpoch(), "step"));
    out.flush(); // what is known already can be read meanwhile
    text.print(cost.estimate(sets));
  }
}
