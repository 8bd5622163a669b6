package dev.xdc.cli.output;

import dev.xdc.suite.cost.CostEstimate;
import dev.xdc.suite.cost.EncoderCost;
import dev.xdc.suite.cost.MemoryCost;
import dev.xdc.suite.run.Durations;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Estimates of what a training takes, in words.
 *
 * @param out takes them
 */
public record CostText(PrintWriter out) {

  /** Prints the learning rate at the end of each epoch. */
  public void printRates(List<Double> rates) {
    for (int epoch = 1; epoch <= rates.size(); epoch++) {
      out.printf(
          Locale.ROOT, "  epoch %d: learning rate %.6g at its end%n", epoch, rates.get(epoch - 1));
    }
  }

  /** Prints the learning rates at the ends of all epochs in a line, those that are alike once. */
  void printRatesInALine(double baseRate, List<Double> atEnds) {
    List<String> rates = new ArrayList<>();
    List<Integer> epochs = new ArrayList<>();
    for (int epoch = 1; epoch <= atEnds.size(); epoch++) {
      String rate = String.format(Locale.ROOT, "%.6g", atEnds.get(epoch - 1));
      int last = rates.size() - 1;
      if (last >= 0 && rates.get(last).equals(rate)) {
        epochs.set(last, epoch);
      } else {
        rates.add(rate);
        epochs.add(epoch);
      }
    }
    StringBuilder line = new StringBuilder();
    int first = 1;
    for (int i = 0; i < rates.size(); i++) {
      int end = epochs.get(i);
      line.append(i == 0 ? " epoch " : ", ")
          .append(first == end ? "" + end : first + "-" + end)
          .append(": ")
          .append(rates.get(i));
      first = end + 1;
    }
    out.printf(Locale.ROOT, "  learning rate %.6g at the end of%s%n", baseRate, line);
  }

  /** Prints time and memory. */
  public void print(CostEstimate cost) {
    cost.encoders().forEach(this::print);
    CostEstimate.Batches batches = cost.batches();
    out.printf(
        "measured on batches of %s clips%s%n",
        batches.before() == 0
            ? batches.measured()
            : batches.before() + " and " + batches.measured(),
        batches.measured() == batches.full()
            ? ""
            : "; those of " + batches.full() + " are estimated from them");
    print(cost.memory(), batches);
    CostEstimate.Beside beside = cost.beside();
    out.printf(
        "expected %s%s%n",
        Durations.text(cost.seconds()),
        beside.work().isEmpty()
            ? ""
            : ", " + Durations.text(beside.seconds()) + " of it for " + beside.work());
    out.flush();
  }

  private void print(EncoderCost cost) {
    out.printf(
        Locale.ROOT,
        "%s: %s%,d to describe, watch or test at %.2f/s%n",
        cost.encoder().modality(),
        cost.trained() == 0
            ? ""
            : String.format(
                Locale.ROOT,
                "%,d clips to train on at %.2f/s, ",
                cost.trained(),
                1 / cost.secondsPerTrained()),
        cost.described(),
        1 / cost.secondsPerDescribed());
  }

  private void print(MemoryCost memory, CostEstimate.Batches batches) {
    if (memory.device().isGpu()) {
      out.printf(
          "memory of %s cannot be read: these steps of %d clips fitted into it%n",
          memory.device(), batches.measured());
    }
    if (Double.isNaN(memory.stepsMegabytes())) {
      out.printf("this system does not report the memory of this process%n");
      return;
    }
    out.printf(
        Locale.ROOT,
        "memory of this process about %,.0f MB: %,.0f in steps of %d clips, %,.0f for decoded videos, %,.0f for features%n",
        memory.megabytes(),
        memory.stepsMegabytes(),
        batches.full(),
        memory.decodedMegabytes(),
        memory.featureMegabytes());
    if (memory.isTooMuch()) {
      out.printf(
          Locale.ROOT,
          "that is more than this machine's %,.0f MB: use a smaller batch, or a machine with more%n",
          memory.machineMegabytes());
    }
  }
}
