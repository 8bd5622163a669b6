package dev.xdc.work;

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
import java.io.IOException;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * The work of a run: everything in it that takes time. Opened by a {@link Workplace}; used by the
 * thread of the trainer.
 */
public interface RoundWork extends AutoCloseable {

  /**
   * Step 1: the features of all items.
   *
   * @param encoder what computes them; its manager owns them
   * @param handCrafted whether they are made without a network, for the first round
   * @param storage where they lie
   * @param clock what the times are added to
   * @param progress hears how many clips are done
   * @return the features, for the caller to close
   * @throws IOException if too many clips cannot be read
   */
  FeatureBank features(
      Encoder encoder,
      boolean handCrafted,
      FeatureStorage storage,
      PhaseClock clock,
      IntConsumer progress)
      throws IOException;

  /**
   * Learns what is done to features before they are clustered; here unless overridden.
   *
   * @param rows the features, unchanged on return
   */
  default FeatureTransform.Fitted fit(FeatureTransform transform, FeatureRows rows)
      throws IOException {
    return transform.fit(rows);
  }

  /**
   * Applies what was learned and stores the result; here unless overridden.
   *
   * @param scratch where it lies
   * @return a bank for the caller to close
   * @throws IOException if the rows cannot be stored
   */
  default FeatureBank store(
      FeatureTransform.Fitted learned, FeatureRows rows, FeatureStorage scratch)
      throws IOException {
    return scratch.store(learned.apply(rows));
  }

  /**
   * Step 2: clusters rows.
   *
   * @param rows transformed features, unchanged on return
   * @throws java.io.UncheckedIOException if the rows cannot be stored where they are clustered
   */
  ClusterAssignment cluster(ClusteringStrategy strategy, FeatureBank rows, int k, long seed);

  /**
   * Step 5: trains an encoder with its heads on the labels of a round.
   *
   * @param encoder what {@code learner} trains; both hold the result on return, and what was
   *     reached so far whenever {@code watcher} hears of a pause
   * @param from where to resume; {@link StreamPosition#START} to begin
   * @return the metrics of the epochs
   * @throws IOException if too many clips cannot be read
   */
  List<EpochMetrics> train(
      Encoder encoder,
      StreamLearner learner,
      StreamTraining.Task task,
      TrainingPlan plan,
      StreamPosition from,
      StreamTraining.Watcher watcher)
      throws IOException;

  /** Frees what the work holds between its steps. */
  @Override
  default void close() {}
}
