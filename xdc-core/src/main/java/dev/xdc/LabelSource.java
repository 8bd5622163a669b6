package dev.xdc;

import dev.xdc.label.PseudoLabels;
import dev.xdc.train.HeadLoss;
import dev.xdc.train.HeldOutScore;
import dev.xdc.train.StreamLearner;
import dev.xdc.work.RoundWork;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the labels of a round come from, and what follows from that for the run. */
sealed interface LabelSource permits ClusterLabels, LastClustering, TrueLabels {

  /** Returns whether a round begins with features. */
  default boolean usesFeatures() {
    return false;
  }

  /** Returns the name that the random streams of training are derived from. */
  String work();

  /** Adds what decides the labels to the settings of the run. */
  void describe(RunSettings settings);

  /** Logs what is odd about the settings, once, before anything is computed. */
  default void warn() {}

  /** Returns what belongs to the provenance of the model besides the settings. */
  default Map<String, String> origin() {
    return Map.of();
  }

  /**
   * Labels the round under way: steps 1 to 3 of the paper's loop, as far as the source needs them.
   * Reports what it made to {@code run}.
   */
  void label(TrainingRun run, RoundWork work) throws IOException;

  /**
   * Clusters the features of the final encoders for the model to keep, and reports it to {@code
   * run}.
   *
   * @return null, by default, for none: given labels are no clusters, and those of a finished run
   *     were made of other encoders, whose K need not suit the one trained on them
   */
  default @Nullable ClusterModel clusterOnceMore(TrainingRun run, RoundWork work) {
    return null;
  }

  /** Returns the weights that the only stream starts from unless it has some; none by default. */
  default Optional<Path> startWeights() {
    return Optional.empty();
  }

  /** Returns what the labels of each head stand for: clusters, unless said otherwise. */
  default List<HeadLoss> losses(PseudoLabels labels) {
    return labels.heads().stream().map(head -> HeadLoss.crossEntropy(head.k())).toList();
  }

  /**
   * Tests the trained encoder of {@code stream} with its head on videos it was not trained on.
   *
   * @return null if there are none whose labels are known: clusters have no others
   */
  default @Nullable HeldOutScore test(TrainingRun run, Stream stream, StreamLearner learner)
      throws IOException {
    return null;
  }
}
