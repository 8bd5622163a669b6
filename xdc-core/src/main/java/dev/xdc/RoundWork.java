package dev.xdc;

import dev.xdc.cluster.ClusterAssignment;
import dev.xdc.cluster.ClusteringStrategy;
import dev.xdc.feature.FeatureBank;
import dev.xdc.feature.FeatureStorage;
import dev.xdc.timing.PhaseClock;
import dev.xdc.train.EpochMetrics;
import dev.xdc.train.StreamLearner;
import dev.xdc.train.StreamPosition;
import dev.xdc.train.StreamTraining;
import dev.xdc.train.TrainingPlan;
import java.io.IOException;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Where the work of a round runs: everything that takes time in a run goes through here. {@link
 * LocalWork} does it in this JVM.
 */
interface RoundWork {

  /**
   * Step 1: the features of all items.
   *
   * @param handCrafted whether they are made without a network, for the first round
   * @param storage where they lie
   * @param clock what the times are added to
   * @param progress hears how many clips are done
   * @return the features, for the caller to close
   * @throws IOException if too many clips cannot be read
   */
  FeatureBank features(
      Stream stream,
      boolean handCrafted,
      FeatureStorage storage,
      PhaseClock clock,
      IntConsumer progress)
      throws IOException;

  /**
   * Step 2: clusters rows.
   *
   * @param rows transformed features, unchanged on return
   */
  ClusterAssignment cluster(ClusteringStrategy strategy, FeatureBank rows, int k, long seed);

  /**
   * Step 5: trains an encoder with its heads on the labels of a round.
   *
   * @param from where to resume; {@link StreamPosition#START} to begin
   * @return the metrics of the epochs
   * @throws IOException if too many clips cannot be read
   */
  List<EpochMetrics> train(
      Stream stream,
      StreamLearner learner,
      StreamTraining.Task task,
      TrainingPlan plan,
      StreamPosition from,
      StreamTraining.Watcher watcher)
      throws IOException;
}
