package dev.xdc.work;

import dev.xdc.clip.ClipRequest;
import dev.xdc.cluster.ClusterAssignment;
import dev.xdc.cluster.ClusteringStrategy;
import dev.xdc.encoder.Encoder;
import dev.xdc.feature.FeatureBank;
import dev.xdc.feature.FeatureExtractor;
import dev.xdc.feature.FeatureStorage;
import dev.xdc.timing.PhaseClock;
import dev.xdc.train.EpochMetrics;
import dev.xdc.train.StreamLearner;
import dev.xdc.train.StreamPosition;
import dev.xdc.train.StreamTraining;
import dev.xdc.train.TrainingClips;
import dev.xdc.train.TrainingPlan;
import java.io.IOException;
import java.util.List;
import java.util.function.IntConsumer;

/** The work of a run on the devices of this machine. */
record LocalWork(WorkPlan work) implements RoundWork {

  @Override
  public FeatureBank features(
      Encoder encoder,
      boolean handCrafted,
      FeatureStorage storage,
      PhaseClock clock,
      IntConsumer progress)
      throws IOException {
    FeatureExtractor extractor =
        new FeatureExtractor(work.dataset(), work.batchSize(), storage, clock);
    TrainingClips clips = work.clips();
    List<ClipRequest> requests = clips.featureClips();
    return handCrafted
        ? extractor.describe(
            encoder.manager(), encoder.modality(), requests, clips.clipsPerItem(), progress)
        : extractor.extract(encoder, requests, clips.clipsPerItem(), progress);
  }

  @Override
  public ClusterAssignment cluster(
      ClusteringStrategy strategy, FeatureBank rows, int k, long seed) {
    return strategy.cluster(rows, k, seed);
  }

  @Override
  public List<EpochMetrics> train(
      Encoder encoder,
      StreamLearner learner,
      StreamTraining.Task task,
      TrainingPlan plan,
      StreamPosition from,
      StreamTraining.Watcher watcher)
      throws IOException {
    return new StreamTraining(work.dataset(), encoder.modality(), work.clips(), plan, watcher)
        .optReadOutSteps(work.readOutSteps())
        .train(learner, task, from);
  }
}
