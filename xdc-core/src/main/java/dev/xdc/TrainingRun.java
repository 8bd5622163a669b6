package dev.xdc;

import ai.djl.ndarray.NDArray;
import dev.xdc.checkpoint.CheckpointPolicy;
import dev.xdc.clip.PerModality;
import dev.xdc.internal.checkpoint.RoundState;
import dev.xdc.internal.checkpoint.RunState;
import dev.xdc.label.PseudoLabels;
import dev.xdc.timing.Phase;
import dev.xdc.timing.PhaseClock;
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
 * Where {@link XdcTrainer#fit()} stands, and what becomes of that: it is saved when the policy says
 * so, ends when asked to, and goes back after a divergence.
 */
final class TrainingRun implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(TrainingRun.class);

  private final @Nullable RunFolder folder;
  private final CheckpointPolicy policy;
  private final SaveSchedule saves;
  private final RunReporter reporter;
  private final StopRequest stop;
  private final DivergenceRetries retries;
  private final List<Stream> streams;
  private final boolean crossModal;

  private int round = 1;
  private long steps;
  private List<ClusteredItems> clusters = List.of();
  private @Nullable Labelled labelled;
  private Stream stream;
  private StreamPosition position = StreamPosition.START;

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
    this.streams = settings.streams();
    this.crossModal = settings.isCrossModal();
    this.stream = streams.get(0);
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
    if (labelled == null) {
      reporter.startRound(round);
    }
  }

  /**
   * Begins a run, or resumes it where its folder says.
   *
   * @param described what decides its result
   * @param stopRequested tells whether it was asked to end
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
      stream = streams.stream().filter(s -> s.slot() == inside.stream()).findFirst().orElseThrow();
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

  void startFeatures(Stream described) {
    LOGGER.debug("round {}: extracting features of {} clips", round, described);
    clock().setModality(described.name());
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
  List<Stream> streamsLeft() {
    return streams.subList(streams.indexOf(stream), streams.size());
  }

  /** Notes how many clips' features are extracted. */
  void onFeatures(Stream described, int done) {
    stop.check(round);
    reporter.onFeatures(described.name(), done);
  }

  void startClustering() {
    stop.check(round);
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
    stop.check(round);
  }

  /** Returns where to resume with {@code learner}, whose heads and momentum are put there. */
  StreamPosition resume(StreamLearner learner) throws IOException {
    if (folder != null && !position.equals(StreamPosition.START)) {
      folder.restore(learner);
    }
    LOGGER.debug("round {}: training the {} encoder", round, stream);
    clock().setModality(stream.name());
    reporter.startStream();
    return position;
  }

  /** Returns what follows the training of a stream. */
  StreamTraining.Watcher watching(Stream trained, StreamLearner learner) {
    return new RunWatcher(this, trained, learner);
  }

  /** Notes a step, after which {@code done} of the clips of a stream are trained on. */
  void onTrained(Stream trained, long done, long planned) {
    steps++;
    reporter.onTrained(trained.name(), done, planned);
  }

  void onEpoch(EpochMetrics metrics) {
    reporter.onEpoch(metrics);
  }

  /** Saves between two steps if the policy or a stop asks for it. */
  void onPause(TrainingPause now, StreamLearner learner) throws IOException {
    if (stop.isMade()) {
      save(now, learner);
      stop.check(round);
    }
    if (folder != null) {
      folder.check();
    }
    if (saves.isDue(now, steps)) {
      save(now, learner);
    }
  }

  private void save(TrainingPause now, StreamLearner learner) throws IOException {
    position = now.position();
    save(learner.state(), labelled, null);
  }

  /** Notes how many clips a trained encoder was tested on. */
  void onTested(Stream tested, int done, int planned) {
    stop.check(round);
    reporter.onTested(tested.name(), done, planned);
  }

  /** Notes that a stream is trained, and how it went. */
  void endStream(Stream ended, TrainedStream trained) {
    reporter.endStream(ended.name(), trained);
    stream = streams.get(Math.min(streams.indexOf(ended) + 1, streams.size() - 1));
    position = StreamPosition.START;
  }

  /** Notes that all streams are trained. */
  void endRound() throws IOException {
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
    stop.check(round);
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

  private void save(
      Map<String, NDArray> learner, @Nullable Labelled trainedOn, @Nullable Double score)
      throws IOException {
    if (folder == null) {
      return;
    }
    RoundState inside =
        labelled == null
            ? null
            : labelled.state(reporter.seconds(), reporter.finished(), stream.slot(), position);
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
