package dev.xdc;

import ai.djl.ndarray.NDArray;
import dev.xdc.checkpoint.CheckpointPolicy;
import dev.xdc.internal.checkpoint.RoundState;
import dev.xdc.internal.checkpoint.RunState;
import dev.xdc.timing.Phase;
import dev.xdc.timing.PhaseClock;
import dev.xdc.train.ClusterMetrics;
import dev.xdc.train.DivergedException;
import dev.xdc.train.EpochMetrics;
import dev.xdc.train.RoundMetrics;
import dev.xdc.train.StreamLearner;
import dev.xdc.train.StreamPosition;
import dev.xdc.train.StreamTraining;
import dev.xdc.train.TrainingPause;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run of {@link XdcTrainer#fit()}: it is saved when the policy says so, ends when asked to, and
 * goes back after a divergence. Where it stands is its {@link RunPosition}.
 */
final class TrainingRun implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(TrainingRun.class);

  private final @Nullable RunFolder folder;
  private final CheckpointPolicy policy;
  private final SaveSchedule saves;
  private final RunReporter reporter;
  private final StopRequest stop;
  private final DivergenceRetries retries;
  private final RunPosition position;
  private final boolean crossModal;

  private TrainingRun(
      TrainerSettings settings,
      @Nullable RunFolder folder,
      RunReporter reporter,
      BooleanSupplier stopRequested)
      throws IOException {
    this.folder = folder;
    this.policy = settings.storage().checkpoints();
    this.saves = new SaveSchedule(policy);
    this.reporter = reporter;
    this.stop = new StopRequest(stopRequested, folder);
    this.retries = new DivergenceRetries(settings.retries());
    this.position = new RunPosition(settings.streams());
    this.crossModal = settings.isCrossModal();
    if (folder != null) {
      folder
          .restore()
          .ifPresent(
              saved -> {
                retries.restore(saved.state());
                reporter.resumeRun(saved.state().spent());
                resume(saved);
              });
    }
    if (position.labelled() == null) {
      reporter.startRound(position.round());
    }
  }

  /**
   * Begins a run, or resumes it where its folder says.
   *
   * @param described what decides its result
   * @param stopRequested whether it was asked to end
   */
  static TrainingRun open(
      TrainerSettings settings, RunSettings described, BooleanSupplier stopRequested)
      throws IOException {
    RunFolder folder = RunFolder.open(settings, described);
    try {
      RunReporter reporter = RunReporter.of(settings, folder == null ? null : folder.metrics());
      TrainingRun run = new TrainingRun(settings, folder, reporter, stopRequested);
      reporter.start();
      return run;
    } catch (IOException | RuntimeException e) {
      if (folder != null) {
        folder.close();
      }
      throw e;
    }
  }

  private void resume(RunFolder.Saved saved) {
    position.restore(saved);
    RoundState inside = saved.state().inside();
    if (inside == null || position.labelled() == null) {
      reporter.startRound(position.round());
    } else {
      reporter.resumeRound(position.round(), inside);
    }
    saves.saved(position.inStream(), position.steps());
  }

  /** Returns the clock of this run. */
  PhaseClock clock() {
    return reporter.clock();
  }

  /** Returns the round under way, from 1. */
  int round() {
    return position.round();
  }

  void startFeatures(Stream described) {
    LOGGER.debug("round {}: extracting features of {} clips", position.round(), described);
    clock().setModality(described.name());
  }

  /** Returns each clustering of the last round that was clustered. */
  List<ClusteredItems> clusters() {
    return position.clusters();
  }

  /** Returns what clustering has left for this round; null if that is still to be done. */
  @Nullable Labelled labelled() {
    return position.labelled();
  }

  /** Returns the factor on every learning rate. */
  double rateFactor() {
    return retries.rateFactor();
  }

  /** Returns the streams that are still to be trained in this round, wholly or in part. */
  List<Stream> streamsLeft() {
    return position.streamsLeft();
  }

  /** Notes how many clips' features are extracted. */
  void onFeatures(Stream described, int done) {
    stop.check(position.round());
    reporter.onFeatures(described.name(), done);
  }

  void startClustering() {
    stop.check(position.round());
    LOGGER.debug("round {}: clustering", position.round());
    reporter.startClustering();
  }

  /** Notes what this round trains on. */
  void label(Labelled made, List<ClusteredItems> clusterings) throws IOException {
    position.label(made, clusterings);
    reporter.startTraining();
    save(Map.of(), made, null);
    stop.check(position.round());
  }

  /** Returns where to resume with {@code learner}, whose heads and momentum are put there. */
  StreamPosition resume(StreamLearner learner) throws IOException {
    if (folder != null && !position.inStream().equals(StreamPosition.START)) {
      folder.restore(learner);
    }
    Stream stream = position.stream();
    LOGGER.debug("round {}: training the {} encoder", position.round(), stream);
    clock().setModality(stream.name());
    reporter.startStream();
    return position.inStream();
  }

  /** Returns what follows the training of a stream. */
  StreamTraining.Watcher watching(Stream trained, StreamLearner learner) {
    return new RunWatcher(this, trained, learner);
  }

  /** Notes a step, after which {@code done} of the clips of a stream are trained on. */
  void onTrained(Stream trained, long done, long planned) {
    position.step();
    reporter.onTrained(trained.name(), done, planned);
  }

  void onEpoch(EpochMetrics metrics) {
    reporter.onEpoch(metrics);
  }

  /** Saves between two steps if the policy or a stop asks for it. */
  void onPause(TrainingPause now, StreamLearner learner) throws IOException {
    if (stop.isMade()) {
      save(now, learner);
      stop.check(position.round());
    }
    if (folder != null) {
      folder.check();
    }
    if (saves.isDue(now, position.steps())) {
      save(now, learner);
    }
  }

  private void save(TrainingPause now, StreamLearner learner) throws IOException {
    position.moveTo(now.position());
    save(learner.state(), position.labelled(), null);
  }

  /** Notes how many clips a trained encoder was tested on. */
  void onTested(Stream tested, int done, int planned) {
    stop.check(position.round());
    reporter.onTested(tested.name(), done, planned);
  }

  /** Notes that a stream is trained, and how it went. */
  void endStream(Stream ended, TrainedStream trained) {
    reporter.endStream(ended.name(), trained);
    position.endStream(ended);
  }

  /** Notes that all streams are trained. */
  void endRound() throws IOException {
    Labelled done = position.endRound();
    RoundMetrics metrics =
        reporter.endRound(
            done.metrics(),
            crossModal
                ? done.crossModalAmi(ClusteredItems.labels(position.clusters()))
                : Double.NaN,
            done.fitted(),
            done.missing().cardinality());
    double score = policy.score().applyAsDouble(metrics);
    save(Map.of(), done, Double.isNaN(score) ? null : score);
    stop.check(position.round());
    reporter.startRound(position.round());
  }

  /** Returns the labels trained on last by what was clustered; see {@link RunPosition}. */
  Map<String, int[]> lastLabels() throws IOException {
    return position.lastLabels(folder);
  }

  /** Notes that features of the final encoders are extracted next. */
  void startFinal(List<Stream> described) {
    reporter.startFinal(described.stream().map(Stream::name).toList());
  }

  /** Notes how many clips' features are extracted after the last round. */
  void onFinalFeatures(Stream described, int done) {
    stop.checkAfterRounds();
    reporter.onFeatures(described.name(), done);
  }

  /** Notes what the clusterings after the last round look like. */
  void onClusters(List<ClusterMetrics> clusterings) {
    reporter.onClusters(clusterings);
  }

  /** Waits for the last checkpoint and reports the whole run. */
  void endRun() throws IOException {
    if (folder != null) {
      try (PhaseClock.Span span = clock().start(Phase.CHECKPOINT)) {
        folder.lastSaved();
      }
    }
    reporter.endRun();
  }

  private void save(
      Map<String, NDArray> learner, @Nullable Labelled trainedOn, @Nullable Double score)
      throws IOException {
    if (folder == null) {
      return;
    }
    RunState state = position.state(retries, reporter, folder.metricsBytes(), score);
    try (PhaseClock.Span span = clock().start(Phase.CHECKPOINT)) {
      folder.save(state, position.clusters(), trainedOn, learner);
    }
    saves.saved(position.inStream(), position.steps());
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
    resume(saved);
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
