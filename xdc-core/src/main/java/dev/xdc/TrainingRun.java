package dev.xdc;

import ai.djl.ndarray.NDArray;
import dev.xdc.checkpoint.CheckpointPolicy;
import dev.xdc.checkpoint.RoundState;
import dev.xdc.checkpoint.RunState;
import dev.xdc.clip.Modality;
import dev.xdc.clip.PerModality;
import dev.xdc.label.PseudoLabels;
import dev.xdc.timing.Phase;
import dev.xdc.timing.PhaseClock;
import dev.xdc.train.DivergedException;
import dev.xdc.train.EpochMetrics;
import dev.xdc.train.HeadLoss;
import dev.xdc.train.RoundMetrics;
import dev.xdc.train.StreamLearner;
import dev.xdc.train.StreamPosition;
import dev.xdc.train.StreamTraining;
import dev.xdc.train.TrainingPause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where {@link XdcTrainer#fit()} stands, and what becomes of that: it is saved when the policy says
 * so, ends when asked to, and goes back after a divergence.
 */
final class TrainingRun implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(TrainingRun.class);

  private final @Nullable RunFolder folder;
  private final CheckpointPolicy policy;
  private final SaveSchedule saves;
  private final RunReporter reporter;
  private final BooleanSupplier stopRequested;
  private final DivergenceRetries retries;
  private final List<Modality> streams;

  private int round = 1;
  private long steps;
  private List<ClusteredItems> clusters = List.of();
  private @Nullable Labelled labelled;
  private Modality stream;
  private StreamPosition position = StreamPosition.START;

  /**
   * Begins a run, or takes it up where {@code folder} says.
   *
   * @param streams those that are trained, in their order
   * @param folder where the run is kept; null for nowhere
   */
  TrainingRun(
      XdcTrainerBuilder setup,
      List<Modality> streams,
      @Nullable RunFolder folder,
      RunReporter reporter,
      BooleanSupplier stopRequested)
      throws IOException {
    this.folder = folder;
    this.policy = setup.checkpoints;
    this.saves = new SaveSchedule(policy);
    this.reporter = reporter;
    this.stopRequested = stopRequested;
    this.retries = new DivergenceRetries(setup.divergenceRetries, setup.divergenceFactor);
    this.streams = streams;
    this.stream = streams.get(0);
    if (folder != null) {
      folder
          .restore()
          .ifPresent(
              saved -> {
                retries.restore(saved.state());
                reporter.resumeRun(saved.state().spent());
                takeUp(saved);
              });
    }
    if (labelled == null) {
      reporter.startRound(round);
    }
  }

  private void takeUp(RunFolder.Saved saved) {
    RunState state = saved.state();
    round = state.round();
    steps = state.steps();
    clusters = saved.clusters();
    RoundState inside = state.inside();
    PerModality<PseudoLabels> labels = saved.labels();
    if (inside == null || labels == null) {
      labelled = null;
      stream = streams.get(0);
      position = StreamPosition.START;
      reporter.startRound(round);
    } else {
      labelled = Labelled.of(inside, labels, saved.heads());
      stream = inside.stream();
      position = inside.position();
      reporter.resumeRound(round, inside);
    }
    saves.saved(position, steps);
  }

  /** Returns the clock of this run. */
  PhaseClock clock() {
    return reporter.clock();
  }

  /** Returns the round under way, from 1. */
  int round() {
    return round;
  }

  void startFeatures() {
    LOGGER.debug("round {}: extracting features", round);
  }

  /** Returns each clustering of the last round that was clustered. */
  List<ClusteredItems> clusters() {
    return clusters;
  }

  /** Returns what clustering has left for this round; null if that is still to be done. */
  @Nullable Labelled labelled() {
    return labelled;
  }

  /** Returns the factor on every learning rate. */
  double rateFactor() {
    return retries.rateFactor();
  }

  /** Returns the streams that are still to be trained in this round, wholly or in part. */
  List<Modality> streamsLeft() {
    return streams.stream().filter(s -> s.compareTo(stream) >= 0).toList();
  }

  /** Notes how many clips' features are extracted. */
  void onFeatures(Modality described, int done) {
    stopIfRequested();
    reporter.onFeatures(described, done);
  }

  void startClustering() {
    stopIfRequested();
    LOGGER.debug("round {}: clustering", round);
    reporter.startClustering();
  }

  /** Notes what this round trains on. */
  void label(Labelled made, List<ClusteredItems> clusterings) throws IOException {
    labelled = made;
    clusters = clusterings;
    stream = streams.get(0);
    position = StreamPosition.START;
    reporter.startTraining();
    save(Map.of(), labelled, null);
    stopIfRequested();
  }

  /** Returns where to go on with {@code learner}, whose heads and momentum are put there. */
  StreamPosition takeUp(StreamLearner learner) throws IOException {
    if (folder != null && !position.equals(StreamPosition.START)) {
      folder.restore(learner);
    }
    LOGGER.debug("round {}: training the {} encoder", round, stream);
    reporter.startStream();
    return position;
  }

  /** Returns what follows the training of a stream. */
  StreamTraining.Watcher watching(Modality trained, StreamLearner learner) {
    return new StreamTraining.Watcher() {
      @Override
      public void onTrained(long done, long planned) {
        steps++;
        reporter.onTrained(trained, done, planned);
      }

      @Override
      public void onEpoch(EpochMetrics metrics) {
        reporter.onEpoch(metrics);
      }

      @Override
      public void onPause(TrainingPause now) throws IOException {
        if (stopRequested.getAsBoolean()) {
          position = now.position();
          save(learner.state(), labelled, null);
          stopIfRequested();
        }
        if (folder != null) {
          folder.check();
        }
        if (saves.isDue(now, steps)) {
          position = now.position();
          save(learner.state(), labelled, null);
        }
      }
    };
  }

  /** Notes how many clips a trained encoder was tested on. */
  void onTested(Modality tested, int done, int planned) {
    stopIfRequested();
    reporter.onTested(tested, done, planned);
  }

  /**
   * Notes that a stream is trained.
   *
   * @param losses of its heads
   * @param targets the labels of each head
   */
  void endStream(
      Modality trained,
      List<HeadLoss> losses,
      List<int[]> targets,
      List<EpochMetrics> epochs,
      RunReporter.Learned learned) {
    reporter.endStream(trained, losses, targets, epochs, learned);
    stream = Modality.AUDIO;
    position = StreamPosition.START;
  }

  /**
   * Notes that all streams are trained.
   *
   * @param crossModal whether the streams are of different modalities
   */
  void endRound(boolean crossModal) throws IOException {
    Labelled done = labelled();
    if (done == null) {
      throw new IllegalStateException("round " + round + " was not clustered");
    }
    RoundMetrics metrics =
        reporter.endRound(
            done.metrics(),
            crossModal ? done.crossModalAmi(ClusteredItems.labels(clusters)) : Double.NaN,
            done.fitted(),
            done.missing().cardinality());
    round++;
    labelled = null;
    stream = streams.get(0);
    double score = policy.score().applyAsDouble(metrics);
    save(Map.of(), done, Double.isNaN(score) ? null : score);
    stopIfRequested();
    reporter.startRound(round);
  }

  /** Waits for the last checkpoint and tells what the run came to. */
  void endRun() throws IOException {
    if (folder != null) {
      try (PhaseClock.Span span = clock().start(Phase.CHECKPOINT)) {
        folder.lastSaved();
      }
    }
    reporter.endRun();
  }

  /** Ends the run if it was asked to; called where nothing needs to be saved. */
  private void stopIfRequested() {
    if (stopRequested.getAsBoolean()) {
      String saved = "nothing is saved, as there is no output folder";
      try {
        if (folder != null) {
          saved =
              folder
                  .lastSaved()
                  .map(path -> "start it again to go on after " + path)
                  .orElse("there was nothing to save yet");
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      }
      throw new RunStoppedException("stopped as asked in round " + round + "; " + saved);
    }
  }

  private void save(
      Map<String, NDArray> learner, @Nullable Labelled trainedOn, @Nullable Double score)
      throws IOException {
    if (folder == null) {
      return;
    }
    RoundState inside =
        labelled == null
            ? null
            : labelled.state(reporter.seconds(), reporter.finished(), stream, position);
    RunState state =
        new RunState(
            round,
            inside,
            steps,
            retries.rateFactor(),
            retries.used(),
            folder.metricsBytes(),
            reporter.spent(),
            score);
    try (PhaseClock.Span span = clock().start(Phase.CHECKPOINT)) {
      folder.save(state, clusters, trainedOn, learner);
    }
    saves.saved(position, steps);
  }

  /**
   * Goes back to the last checkpoint with a lower learning rate.
   *
   * @throws DivergedException if that was done often enough, or there is no checkpoint
   */
  void goBack(DivergedException cause) throws IOException {
    if (folder == null) {
      throw cause;
    }
    retries.requireOneLeft(cause, folder.lastSaved().orElse(null));
    RunFolder.Saved saved = folder.restore().orElseThrow(() -> cause);
    takeUp(saved);
    retries.useOne();
    LOGGER.warn("{}; going back to {} with {}", cause.getMessage(), saved.folder(), retries);
  }

  @Override
  public void close() throws IOException {
    if (folder != null) {
      folder.close();
    }
  }
}
