package dev.xdc.cli.output;

import dev.xdc.internal.Count;
import dev.xdc.suite.SuiteCost;
import dev.xdc.suite.SuiteData;
import dev.xdc.suite.SuiteProtocol;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What the protocols of a suite that train would do and take, in words.
 *
 * @param out takes them
 */
public record SuiteCostText(SuiteCost cost, PrintWriter out) {

  /** Prints schedules and cost; nothing else is done. */
  public void print(SuiteData data) throws IOException {
    int[] learned = data.parts().stream().mapToInt(part -> part.train().size()).toArray();
    cost.trained().forEach(protocol -> printPlan(protocol, learned));
    if (!cost.untrained().isEmpty()) {
      out.printf(
          "without a schedule, and not estimated: %s%n",
          cost.untrained().stream().map(SuiteProtocol::toString).collect(Collectors.joining(", ")));
    }
    out.flush(); // what is known already can be read meanwhile
    cost.estimate(data).forEach(new CostText(out)::print);
  }

  /**
   * Prints the schedule of each learning rate of a protocol, before anything is measured.
   *
   * @param learned videos to learn from, of each split
   */
  public void printPlan(SuiteProtocol protocol, int... learned) {
    List<SuiteCost.Plan> plans = cost.plans(protocol, learned[0]);
    for (SuiteCost.Plan plan : plans) {
      String which = plans.size() == 1 ? "" : " " + plan.modalities().get(0);
      print(protocol + which, plan, learned);
    }
  }

  private void print(String name, SuiteCost.Plan plan, int... learned) {
    out.printf(
        "%s: %s, selected on %s; %s of %s to learn from, %s%n%s%n",
        name,
        Count.of(plan.grid().size(), "rate"),
        cost.settings().selection(),
        Count.of(learned.length, "split"),
        Arrays.stream(learned)
            .mapToObj(n -> String.format(Locale.ROOT, "%,d", n))
            .collect(Collectors.joining(", ")),
        Count.of(cost.runs().size(), "run"),
        plan.training());
    CostText text = new CostText(out);
    plan.grid().forEach(trial -> text.printRatesInALine(trial.rate(), trial.atEnds()));
    out.printf(
        "%s of %s, %s each%n",
        Count.of(plan.training().schedule().epochs(), "epoch"),
        Count.grouped(plan.clipsPerEpoch(), "clip"),
        Count.grouped(plan.stepsPerEpoch(), "step"));
  }
}
