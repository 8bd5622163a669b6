package dev.xdc.spark;

import dev.xdc.cluster.ClusterAssignment;
import dev.xdc.cluster.ClusteringStrategy;
import dev.xdc.encoder.Encoder;
import dev.xdc.feature.FeatureBank;
import dev.xdc.feature.FeatureRows;
import dev.xdc.feature.FeatureStorage;
import dev.xdc.feature.FeatureTransform;
import dev.xdc.timing.PhaseClock;
import dev.xdc.train.EpochMetrics;
import dev.xdc.train.StreamLearner;
import dev.xdc.train.StreamPosition;
import dev.xdc.train.StreamTraining;
import dev.xdc.train.TrainingPlan;
import dev.xdc.work.RoundWork;
import java.io.IOException;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The work of a run on a cluster.
 *
 * @param local what is not shared out
 * @param training null for training on the driver
 */
record SparkWork(
    RoundWork local,
    SparkFeatures features,
    SparkTransforms transforms,
    SparkClusters clusters,
    @Nullable SparkTraining training)
    implements RoundWork {

  @Override
  public FeatureBank features(
      Encoder encoder,
      boolean handCrafted,
      FeatureStorage storage,
      PhaseClock clock,
      IntConsumer progress)
      throws IOException {
    return features.compute(encoder, handCrafted, storage, clock, progress);
  }

  @Override
  public FeatureTransform.Fitted fit(FeatureTransform transform, FeatureRows rows)
      throws IOException {
    return transforms.fit(transform, rows);
  }

  @Override
  public FeatureBank store(
      FeatureTransform.Fitted learned, FeatureRows rows, FeatureStorage scratch)
      throws IOException {
    return transforms.store(learned, rows, scratch);
  }

  @Override
  public ClusterAssignment cluster(
      ClusteringStrategy strategy, FeatureBank rows, int k, long seed) {
    return clusters.cluster(strategy, rows, k, seed);
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
    if (training != null) {
      return training.train(encoder, learner, task, plan, from, watcher);
    }
    return local.train(encoder, learner, task, plan, from, watcher);
  }

  @Override
  public void close() {
    local.close();
    ExecutorRun.close(); // what tasks in this JVM keep, with a local master
  }
}
