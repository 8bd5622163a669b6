package dev.xdc.examples.cli;

import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.encoder.Precision;
import dev.xdc.engine.MemoryUse;
import dev.xdc.train.Schedule;
import dev.xdc.train.StreamLearner;
import dev.xdc.train.TrainingPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;

/**
 * What a training would do and cost, before anything is spent. The time is that of three steps of
 * each encoder on the first clips, decoding included, times all clips of all epochs; an early stop
 * makes it less.
 *
 * @param clip how clips are cut
 * @param plan optimizer and batch
 */
record DryRun(
    ClipSpec clip,
    TrainingPlan plan,
    long seed,
    SharedBatch devices,
    Precision precision,
    PrintWriter out) {
  private static final int MEASURED_STEPS = 3;

  /**
   * What is asked of one encoder.
   *
   * @param classes of each head
   * @param trained clips to train on, over all epochs
   * @param described clips to pass through in inference mode
   */
  record Work(EncoderSpec encoder, List<Integer> classes, long trained, long described) {}

  /** Seconds for a clip. */
  private record Cost(double training, double inference) {}

  /** Returns the steps of an epoch of {@code clips} clips. */
  long steps(long clips) {
    return (clips + plan.batchSize() - 1) / plan.batchSize();
  }

  /** Prints the learning rate of each epoch. */
  void printRates(Schedule schedule, long stepsPerEpoch) {
    for (int epoch = 1; epoch <= schedule.epochs(); epoch++) {
      out.printf(
          Locale.ROOT,
          "  epoch %d: learning rate %.6g at its end%n",
          epoch,
          plan.rateScale() * schedule.rate(epoch * stepsPerEpoch - 1, stepsPerEpoch));
    }
  }

  /**
   * Measures some steps and prints what all of them take.
   *
   * @param featureMegabytes memory for features beside; 0 for none
   */
  void printCost(ClipDataset clips, List<Work> works, long featureMegabytes) throws IOException {
    double seconds = 0;
    for (Work work : works) {
      Cost cost = measure(clips, work);
      out.printf(
          Locale.ROOT,
          "%s: %,d clips to train on at %.1f/s, %,d to describe, watch or test at %.1f/s%n",
          work.encoder().modality(),
          work.trained(),
          1 / cost.training(),
          work.described(),
          1 / cost.inference());
      seconds += work.trained() * cost.training() + work.described() * cost.inference();
    }
    out.printf(
        Locale.ROOT,
        "memory of this process %.0f MB after these steps%s; expected %s%n",
        MemoryUse.now().residentMegabytes(),
        featureMegabytes == 0
            ? ""
            : String.format(Locale.ROOT, ", features %,d MB more", featureMegabytes),
        ProgressOutput.duration(seconds));
    out.flush();
  }

  private Cost measure(ClipDataset clips, Work work) throws IOException {
    EnumSet<Modality> modality = EnumSet.of(work.encoder().modality());
    int batch = plan.batchSize();
    List<ClipRequest> requests = new ArrayList<>();
    for (int i = 0; i < batch * (MEASURED_STEPS + 1); i++) {
      requests.add(ClipRequest.random(i % clips.size(), seed + i));
    }
    double training = Double.NaN;
    double inference = Double.NaN;
    try (Encoder encoder =
            devices
                .configure(Encoders.of(work.encoder(), clip).optPrecision(precision))
                .initialize(devices.first(), seed);
        StreamLearner learner =
            new StreamLearner(encoder, work.classes(), plan.sgd(), plan.headDeviation(), seed);
        ClipReader reader = clips.read(modality, requests, batch)) {
      long start = 0;
      int done = 0;
      for (ClipBatch b = reader.next(); b != null; b = reader.next()) {
        learner.step(b, labels(work, b), 1e-6);
        if (start == 0) {
          start = System.nanoTime(); // the first step warms up
          continue;
        }
        done += b.size();
        training = (System.nanoTime() - start) * 1e-9 / done;
      }
      try (ClipReader again = clips.read(modality, requests.subList(0, batch), batch)) {
        long begin = System.nanoTime();
        ClipBatch b = again.next();
        if (b != null) {
          learner.evaluate(b, labels(work, b));
          inference = (System.nanoTime() - begin) * 1e-9 / b.size();
        }
      }
    }
    return new Cost(training, inference);
  }

  private static List<int[]> labels(Work work, ClipBatch batch) {
    return work.classes().stream().map(k -> new int[batch.size()]).toList();
  }
}
