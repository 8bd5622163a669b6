package dev.xdc.suite.cost;

import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipSpec;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Precision;
import dev.xdc.suite.run.SharedBatch;
import dev.xdc.train.Schedule;
import dev.xdc.train.TrainingPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Estimates what a training takes, before anything is spent. The time is that of some steps of each
 * encoder on the first clips, decoding included, times all clips of all epochs.
 *
 * @param clip how clips are cut
 * @param plan optimizer and batch
 * @param devices where the steps are measured
 */
public record DryRun(
    ClipSpec clip, TrainingPlan plan, long seed, SharedBatch devices, Precision precision) {

  /**
   * What is asked of one encoder.
   *
   * @param classes of each head
   * @param trained clips to train on, over all epochs
   * @param described clips to pass through in inference mode
   */
  public record Work(EncoderSpec encoder, List<Integer> classes, long trained, long described) {}

  /** Returns the steps of an epoch of {@code clips} clips. */
  public long steps(long clips) {
    return (clips + plan.batchSize() - 1) / plan.batchSize();
  }

  /** Returns the learning rate at the end of each epoch. */
  public List<Double> rates(Schedule schedule, long stepsPerEpoch) {
    return IntStream.rangeClosed(1, schedule.epochs())
        .mapToObj(epoch -> schedule.rate(epoch * stepsPerEpoch - 1, stepsPerEpoch))
        .map(rate -> plan.rateScale() * rate)
        .toList();
  }

  /**
   * Measures some steps and estimates what all of them take.
   *
   * @param decodedBytes of videos that are kept decoded
   */
  public CostEstimate estimate(ClipDataset clips, List<Work> works, long decodedBytes)
      throws IOException {
    return estimate(
        StepCost.measure(this, clips, works), works, decodedBytes, 0, CostEstimate.Beside.NOTHING);
  }

  /** Estimates what all steps take that {@code cost} was measured for. */
  CostEstimate estimate(
      StepCost cost,
      List<Work> works,
      long decodedBytes,
      long featureBytes,
      CostEstimate.Beside beside) {
    List<EncoderCost> encoders = new ArrayList<>();
    for (int i = 0; i < works.size(); i++) {
      Work work = works.get(i);
      StepCost.Seconds perClip = cost.seconds().get(i);
      encoders.add(
          new EncoderCost(
              work.encoder(),
              work.trained(),
              work.described(),
              perClip.training(),
              perClip.inference()));
    }
    return new CostEstimate(
        encoders,
        new CostEstimate.Batches(plan.batchSize(), cost.batch(), cost.before()),
        new MemoryCost(
            devices.first(),
            cost.megabytes(devices.onGpu() ? cost.batch() : plan.batchSize()),
            decodedBytes,
            featureBytes,
            StepCost.machineMegabytes()),
        beside);
  }
}
