package dev.xdc.spark;

import dev.xdc.clip.ClipRequest;
import dev.xdc.encoder.Encoder;
import dev.xdc.train.EpochMetrics;
import dev.xdc.train.StreamLearner;
import dev.xdc.train.StreamPosition;
import dev.xdc.train.StreamTraining;
import dev.xdc.train.TrainingPause;
import dev.xdc.train.TrainingPlan;
import dev.xdc.work.WorkPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Step 5 on a cluster: the epochs, schedule and early stop of {@link StreamTraining}, with steps
 * that executors take. The run pauses, to be saved or stopped, only where all parts are averaged:
 * what is resumed ends with the same weights.
 */
record SparkTraining(JavaSparkContext spark, RunHandle run, WorkPlan plan, DataParallel sharing) {
  private static final Logger LOGGER = LoggerFactory.getLogger(SparkTraining.class);

  List<EpochMetrics> train(
      Encoder encoder,
      StreamLearner learner,
      StreamTraining.Task task,
      TrainingPlan training,
      StreamPosition from,
      StreamTraining.Watcher watcher)
      throws IOException {
    if (training.batchSize() < 2 * sharing.parts()) {
      throw new IllegalArgumentException(
          "batchSize is "
              + training.batchSize()
              + " for "
              + sharing.parts()
              + " parts, must be at least 2 for each");
    }
    try (SparkLearner shared =
        new SparkLearner(spark, run, sharing, encoder, learner, training.sgd())) {
      int[] held = plan.clips().validation(task.leftOut());
      List<ClipRequest> clips = Arrays.stream(held).mapToObj(plan.clips()::validationClip).toList();
      shared.setValidation(
          new SparkLearner.Validation(
              clips.size() % training.batchSize() == 1
                  ? clips.subList(0, clips.size() - 1) // a batch of one clip is skipped
                  : clips,
              task.labels().stream()
                  .map(head -> Arrays.stream(held).map(item -> head[item]).toArray())
                  .toList(),
              training.batchSize()));
      List<EpochMetrics> epochs =
          new StreamTraining(
                  new RequestedClips(plan.dataset(), shared::begin),
                  encoder.modality(),
                  plan.clips(),
                  training,
                  new AtAverages(watcher, shared))
              .optReadOutSteps(sharing.localSteps())
              .train(shared, task, from);
      if (shared.unread() > 0) {
        LOGGER.warn("{} clips of {} could not be read in training", shared.unread(), task.stream());
      }
      return epochs;
    } catch (UncheckedIOException e) {
      throw Objects.requireNonNull(e.getCause());
    }
  }

  /** Hears of pauses only when no steps are waiting. */
  private record AtAverages(StreamTraining.Watcher watcher, SparkLearner learner)
      implements StreamTraining.Watcher {
    @Override
    public void onTrained(long done, long planned) {
      watcher.onTrained(done, planned);
    }

    @Override
    public void onEpoch(EpochMetrics metrics) {
      watcher.onEpoch(metrics);
    }

    @Override
    public void onPause(TrainingPause pause) throws IOException {
      if (learner.isSettled()) {
        watcher.onPause(pause);
      }
    }
  }
}
