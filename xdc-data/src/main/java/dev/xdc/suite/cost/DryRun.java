package dev.xdc.suite.cost;

import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipSpec;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Precision;
import dev.xdc.suite.run.Durations;
import dev.xdc.suite.run.SharedBatch;
import dev.xdc.train.Schedule;
import dev.xdc.train.TrainingPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a training would do and cost, before anything is spent. The time is that of some steps of
 * each encoder on the first clips, decoding included, times all clips of all epochs; an early stop
 * makes it less.
 *
 * @param clip how clips are cut
 * @param plan optimizer and batch
 */
public record DryRun(
    ClipSpec clip,
    TrainingPlan plan,
    long seed,
    SharedBatch devices,
    Precision precision,
    PrintWriter out) {

  /**
   * What is asked of one encoder.
   *
   * @param classes of each head
   * @param trained clips to train on, over all epochs
   * @param described clips to pass through in inference mode
   */
  public record Work(EncoderSpec encoder, List<Integer> classes, long trained, long described) {}

  /**
   * What is needed besides the steps.
   *
   * @param decodedBytes of videos that are kept decoded
   * @param featureBytes of all features
   * @param seconds of work beside the steps
   * @param work what that is; empty for nothing
   */
  public record Beside(long decodedBytes, long featureBytes, double seconds, String work) {
    /** Nothing but decoded videos. */
    public static Beside decoded(long bytes) {
      return new Beside(bytes, 0, 0, "");
    }
  }

  /** Returns the steps of an epoch of {@code clips} clips. */
  public long steps(long clips) {
    return (clips + plan.batchSize() - 1) / plan.batchSize();
  }

  /** Prints the learning rate of each epoch. */
  public void printRates(Schedule schedule, long stepsPerEpoch) {
    for (int epoch = 1; epoch <= schedule.epochs(); epoch++) {
      out.printf(
          Locale.ROOT,
          "  epoch %d: learning rate %.6g at its end%n",
          epoch,
          rateAtEnd(schedule, epoch, stepsPerEpoch));
    }
  }

  /** Prints the learning rates of all epochs in a line, those that are alike once. */
  public void printRatesInALine(Schedule schedule, long stepsPerEpoch) {
    List<String> rates = new ArrayList<>();
    List<Integer> epochs = new ArrayList<>();
    for (int epoch = 1; epoch <= schedule.epochs(); epoch++) {
      String rate = String.format(Locale.ROOT, "%.6g", rateAtEnd(schedule, epoch, stepsPerEpoch));
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
    out.printf(Locale.ROOT, "  learning rate %.6g at the end of%s%n", schedule.baseRate(), line);
  }

  private double rateAtEnd(Schedule schedule, int epoch, long stepsPerEpoch) {
    return plan.rateScale() * schedule.rate(epoch * stepsPerEpoch - 1, stepsPerEpoch);
  }

  /** Measures some steps and prints what all of them take. */
  public void printCost(ClipDataset clips, List<Work> works, Beside beside) throws IOException {
    printCost(StepCost.measure(this, clips, works), works, beside);
  }

  /** Prints what all steps take that {@code cost} was measured for. */
  public void printCost(StepCost cost, List<Work> works, Beside beside) {
    double seconds = beside.seconds();
    for (int i = 0; i < works.size(); i++) {
      Work work = works.get(i);
      StepCost.Seconds perClip = cost.seconds().get(i);
      out.printf(
          Locale.ROOT,
          "%s: %s%,d to describe, watch or test at %.2f/s%n",
          work.encoder().modality(),
          work.trained() == 0
              ? ""
              : String.format(
                  Locale.ROOT,
                  "%,d clips to train on at %.2f/s, ",
                  work.trained(),
                  1 / perClip.training()),
          work.described(),
          1 / perClip.inference());
      seconds += work.trained() == 0 ? 0 : work.trained() * perClip.training();
      seconds += work.described() * perClip.inference();
    }
    int full = plan.batchSize();
    out.printf(
        "measured on batches of %s clips%s%n",
        cost.before() == 0 ? cost.batch() : cost.before() + " and " + cost.batch(),
        cost.batch() == full ? "" : "; those of " + full + " are estimated from them");
    printMemory(cost, beside);
    out.printf(
        "expected %s%s%n",
        Durations.text(seconds),
        beside.work().isEmpty()
            ? ""
            : ", " + Durations.text(beside.seconds()) + " of it for " + beside.work());
    out.flush();
  }

  private void printMemory(StepCost cost, Beside beside) {
    if (devices.onGpu()) {
      out.printf(
          "memory of %s cannot be read: these steps of %d clips fitted into it%n",
          devices.first(), cost.batch());
    }
    double steps = cost.megabytes(devices.onGpu() ? cost.batch() : plan.batchSize());
    if (Double.isNaN(steps)) {
      out.printf("this system does not report the memory of this process%n");
      return;
    }
    double decoded = beside.decodedBytes() / (double) (1 << 20);
    double features = beside.featureBytes() / (double) (1 << 20);
    double all = steps + decoded + features;
    double machine = StepCost.machineMegabytes();
    out.printf(
        Locale.ROOT,
        "memory of this process about %,.0f MB: %,.0f in steps of %d clips, %,.0f for decoded videos, %,.0f for features%n",
        all,
        steps,
        plan.batchSize(),
        decoded,
        features);
    if (all > machine) {
      out.printf(
          Locale.ROOT,
          "that is more than this machine's %,.0f MB: use a smaller batch, or a machine with more%n",
          machine);
    }
  }
}
