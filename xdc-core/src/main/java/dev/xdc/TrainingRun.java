package dev.xdc;

import ai.djl.ndarray.NDArray;
import dev.xdc.checkpoint.CheckpointPolicy;
import dev.xdc.checkpoint.RoundState;
import dev.xdc.checkpoint.RunState;
import dev.xdc.clip.Modality;
import dev.xdc.clip.PerModality;
import dev.xdc.label.PseudoLabels;
import dev.xdc.train.ClusterMetrics;
import dev.xdc.train.DivergedException;
import dev.xdc.train.EpochMetrics;
import dev.xdc.train.RoundMetrics;
import dev.xdc.train.StreamLearner;
import dev.xdc.train.StreamPosition;
import dev.xdc.train.StreamTraining;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.BitSet;
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
  private final RunReporter reporter;
  private final BooleanSupplier stopRequested;
  private final int maxRetries;
  private final double retryFactor;

  private int round = 1;
  private long steps;
  private double rateFactor = 1;
  private int retries;
  private List<int[]> clusters = List.of();
  private @Nullable Labelled labelled;
  private Modality stream = Modality.VIDEO;
  private StreamPosition position = StreamPosition.START;
  private @Nullable StreamPosition savedPosition;
  private long savedSteps;
  private long savedNanos = System.nanoTime();

  /** What clustering has left for a round. */
  record Labelled(
      PerModality<PseudoLabels> labels, BitSet missing, List<ClusterMetrics> metrics, int fitted) {}

  /**
   * Begins a run, or takes it up where {@code folder} says.
   *
   * @param folder where the run is kept; null for nowhere
   */
  TrainingRun(
      XdcTrainerBuilder setup,
      @Nullable RunFolder folder,
      RunReporter reporter,
      BooleanSupplier stopRequested)
      throws IOException {
    this.folder = folder;
    this.policy = setup.checkpoints;
    this.reporter = reporter;
    this.stopRequested = stopRequested;
    this.maxRetries = setup.divergenceRetries;
    this.retryFactor = setup.divergenceFactor;
    if (folder != null) {
      folder.restore().ifPresent(this::takeUp);
    }
    if (labelled == null) {
      reporter.startRound(round);
    }
  }

  private void takeUp(RunFolder.Saved saved) {
    RunState state = saved.state();
    round = state.round();
    steps = state.steps();
    rateFactor = state.rateFactor();
    retries = state.retries();
    clusters = saved.clusters();
    RoundState inside = state.inside();
    PerModality<PseudoLabels> labels = saved.labels();
    if (inside == null || labels == null) {
      labelled = null;
      stream = Modality.VIDEO;
      position = StreamPosition.START;
      reporter.startRound(round);
    } else {
      BitSet missing = new BitSet();
      for (int item : inside.missing()) {
        missing.set(item);
      }
      labelled = new Labelled(labels, missing, inside.clusterings(), inside.fittedItems());
      stream = inside.stream();
      position = inside.position();
      reporter.resumeRound(round, inside);
    }
    saved();
  }

  /** Returns the round under way, from 1. */
  int round() {
    return round;
  }

  void startFeatures() {
    LOGGER.debug("round {}: extracting features", round);
  }

  /** Returns the labels of each clustering of the last round that was clustered. */
  List<int[]> clusters() {
    return clusters;
  }

  /** Returns what clustering has left for this round; null if that is still to be done. */
  @Nullable Labelled labelled() {
    return labelled;
  }

  /** Returns the factor on every learning rate. */
  double rateFactor() {
    return rateFactor;
  }

  /** Returns the streams that are still to be trained in this round, wholly or in part. */
  List<Modality> streamsLeft() {
    return stream == Modality.VIDEO ? List.of(Modality.values()) : List.of(Modality.AUDIO);
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
  void label(Labelled made, List<int[]> clusterings) throws IOException {
    labelled = made;
    clusters = clusterings;
    stream = Modality.VIDEO;
    position = StreamPosition.START;
    reporter.startTraining();
    save(Map.of(), null);
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
      public void onPause(StreamPosition now) throws IOException {
        position = now;
        if (stopRequested.getAsBoolean()) {
          save(learner.state(), null);
          stopIfRequested();
        }
        if (folder != null) {
          folder.check();
        }
        if (isDue()) {
          save(learner.state(), null);
        }
      }
    };
  }

  private boolean isDue() {
    if (position.equals(savedPosition)) {
      return false;
    }
    return (policy.everyEpoch() && position.isEpochStart() && position.epoch() > 0)
        || (policy.everySteps() > 0 && steps - savedSteps >= policy.everySteps())
        || (!policy.every().isZero() && System.nanoTime() - savedNanos >= policy.every().toNanos());
  }

  /** Notes that a stream is trained. */
  void endStream(Modality trained, List<Integer> classes, List<EpochMetrics> epochs) {
    reporter.endStream(trained, classes, epochs);
    stream = Modality.AUDIO;
    position = StreamPosition.START;
  }

  /** Notes that both streams are trained. */
  void endRound() throws IOException {
    Labelled done = labelled();
    if (done == null) {
      throw new IllegalStateException("round " + round + " was not clustered");
    }
    RoundMetrics metrics =
        reporter.endRound(done.metrics(), done.fitted(), done.missing().cardinality());
    round++;
    labelled = null;
    stream = Modality.VIDEO;
    double score = policy.score().applyAsDouble(metrics);
    save(Map.of(), Double.isNaN(score) ? null : score);
    stopIfRequested();
    reporter.startRound(round);
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

  private void save(Map<String, NDArray> learner, @Nullable Double score) throws IOException {
    if (folder == null) {
      return;
    }
    RoundState inside = null;
    if (labelled != null) {
      inside =
          new RoundState(
              labelled.metrics(),
              labelled.fitted(),
              labelled.missing().stream().toArray(),
              labelled.labels().map(RunFolder::heads),
              reporter.seconds(),
              reporter.finished(),
              stream,
              position);
    }
    folder.save(
        new RunState(round, inside, steps, rateFactor, retries, folder.metricsBytes(), score),
        clusters,
        labelled == null ? null : labelled.labels(),
        learner);
    saved();
  }

  private void saved() {
    savedPosition = position;
    savedSteps = steps;
    savedNanos = System.nanoTime();
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
    Path last = folder.lastSaved().orElse(null);
    if (last == null) {
      throw cause.with("no checkpoint was made yet");
    }
    if (retries >= maxRetries) {
      throw cause.with(
          "the last good checkpoint is "
              + last
              + (maxRetries == 0 ? "" : ", tried again " + maxRetries + " times"));
    }
    RunFolder.Saved saved = folder.restore().orElseThrow(() -> cause);
    int next = retries + 1;
    double factor = rateFactor * retryFactor;
    takeUp(saved);
    retries = next;
    rateFactor = factor;
    LOGGER.warn(
        "{}; going back to {} with learning rates times {}, try {} of {}",
        cause.getMessage(),
        saved.folder(),
        rateFactor,
        retries,
        maxRetries);
  }

  @Override
  public void close() throws IOException {
    if (folder != null) {
      folder.close();
    }
  }
}
