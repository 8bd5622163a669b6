package dev.xdc;

import dev.xdc.internal.checkpoint.RoundState;
import dev.xdc.report.MetricsJsonl;
import dev.xdc.timing.PhaseClock;
import dev.xdc.timing.PhaseTimes;
import dev.xdc.train.ClusterMetrics;
import dev.xdc.train.EpochMetrics;
import dev.xdc.train.HeadLoss;
import dev.xdc.train.Progress;
import dev.xdc.train.Progress.Work;
import dev.xdc.train.RoundMetrics;
import dev.xdc.train.RunMetrics;
import dev.xdc.train.TrainingClips;
import dev.xdc.train.XdcConfig;
import dev.xdc.train.XdcListener;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures a run and reports to the listeners. */
final class RunReporter {
  private static final RoundState.Seconds NO_TIME =
      new RoundState.Seconds(0, 0, 0, PhaseTimes.NONE);

  private static final Logger LOGGER = LoggerFactory.getLogger(RunReporter.class);

  private final PhaseClock clock = new PhaseClock();
  private final long start = System.nanoTime();
  private final @Nullable MetricsJsonl file;
  private final List<XdcListener> listeners;
  private final Set<XdcListener> failing = Collections.newSetFromMap(new IdentityHashMap<>());
  private final XdcConfig config;
  private final List<String> trained;
  private final long featureClips;
  private final TimeLeft timeLeft = new TimeLeft();
  private final List<RoundMetrics.StreamMetrics> streams = new ArrayList<>();
  private int round;
  private long phaseStart;
  private RoundState.Seconds seconds = NO_TIME;
  private PhaseTimes roundStart = PhaseTimes.NONE;
  private RunMetrics spent = RunMetrics.START;

  /**
   * Prepares reports.
   *
   * @param file the run's own record; what it throws ends the run
   * @param trained names of the streams
   * @param featureClips clips whose features are extracted in a round, per stream
   * @param epochClips clips trained on in an epoch of one stream
   */
  RunReporter(
      @Nullable MetricsJsonl file,
      List<XdcListener> listeners,
      List<String> trained,
      XdcConfig config,
      long featureClips,
      long epochClips) {
    this.file = file;
    this.listeners = List.copyOf(listeners);
    this.trained = List.copyOf(trained);
    this.config = config;
    this.featureClips = featureClips;
    for (String stream : trained) {
      timeLeft.plan(new TimeLeft.Kind(Work.FEATURES, stream), featureClips, featureClips);
      timeLeft.plan(
          new TimeLeft.Kind(Work.TRAIN, stream),
          epochClips * config.schedule().epochs(),
          epochClips * config.lastSchedule().epochs());
    }
  }

  /** Prepares the reports of a run; {@code file} is its own record, null for none. */
  static RunReporter of(TrainerSettings run, @Nullable MetricsJsonl file) {
    TrainingClips clips = run.clips();
    int perEpoch = run.config().clipsPerEpoch();
    return new RunReporter(
        file,
        run.listeners(),
        run.streams().stream().map(Stream::name).toList(),
        run.config(),
        run.labels().usesFeatures() ? clips.featureClips().size() : 0,
        perEpoch == 0 ? clips.ofEpoch(clips.training(new BitSet()), 0).length : perEpoch);
  }

  /** The rounds are over, and the features of some streams are extracted once more. */
  void startFinal(List<String> described) {
    timeLeft.startRound(0);
    for (String stream : trained) {
      timeLeft.finish(new TimeLeft.Kind(Work.TRAIN, stream));
      if (!described.contains(stream)) {
        timeLeft.finish(new TimeLeft.Kind(Work.FEATURES, stream));
      }
    }
  }

  void onClusters(List<ClusterMetrics> clusterings) {
    if (file != null) {
      file.onClusters(clusterings);
    }
    report(listener -> listener.onClusters(clusterings));
  }

  /** Returns the clock of the run, to time its phases by. */
  PhaseClock clock() {
    return clock;
  }

  /** Resumes a run that has taken {@code before} so far. */
  void resumeRun(RunMetrics before) {
    spent = before;
  }

  /** The run is accepted. */
  void start() {
    report(XdcListener::onStart);
  }

  void startRound(int number) {
    round = number;
    clock.setRound(number);
    roundStart = clock.times();
    streams.clear();
    seconds = NO_TIME;
    timeLeft.startRound(Math.max(0, config.rounds() - number));
    nextPhase();
  }

  /** Starts in the middle of a round that is clustered. */
  void resumeRound(int number, RoundState state) {
    startRound(number);
    seconds = state.seconds();
    finishFeatures();
    for (RoundMetrics.StreamMetrics stream : state.finished()) {
      streams.add(stream);
      timeLeft.finish(new TimeLeft.Kind(Work.TRAIN, stream.stream()));
    }
  }

  private void finishFeatures() {
    trained.forEach(stream -> timeLeft.finish(new TimeLeft.Kind(Work.FEATURES, stream)));
  }

  /** Returns the time spent in this round so far. */
  RoundState.Seconds seconds() {
    double training = seconds.training() + (System.nanoTime() - phaseStart) * 1e-9;
    return new RoundState.Seconds(
        seconds.features(),
        seconds.clustering(),
        training,
        seconds.phases().plus(clock.times().minus(roundStart)));
  }

  /** Returns the time spent in the run so far. */
  RunMetrics spent() {
    return spent.plus((System.nanoTime() - start) * 1e-9, clock.times());
  }

  /** Returns the streams of this round that are trained. */
  List<RoundMetrics.StreamMetrics> finished() {
    return List.copyOf(streams);
  }

  /** Returns the seconds of the phase that ends. */
  private double nextPhase() {
    long now = System.nanoTime();
    double seconds = (now - phaseStart) * 1e-9;
    phaseStart = now;
    timeLeft.skip();
    return seconds;
  }

  void onFeatures(String stream, long done) {
    progress(Work.FEATURES, stream, done, featureClips);
  }

  void startClustering() {
    seconds = new RoundState.Seconds(nextPhase(), 0, 0, seconds.phases());
    finishFeatures();
  }

  void startTraining() {
    seconds = new RoundState.Seconds(seconds.features(), nextPhase(), 0, seconds.phases());
  }

  private void progress(Work work, String stream, long done, long planned) {
    timeLeft.note(new TimeLeft.Kind(work, stream), done);
    Progress progress =
        new Progress(round, config.rounds(), work, stream, done, planned, timeLeft.seconds());
    report(listener -> listener.onProgress(progress));
  }

  /**
   * Reports to the listeners. One that fails is named in the log, the first time with its stack,
   * and called again the next time: days of work must not end because a plot cannot be drawn.
   */
  private void report(Consumer<XdcListener> event) {
    for (XdcListener listener : listeners) {
      try {
        event.accept(listener);
      } catch (RuntimeException e) {
        if (failing.add(listener)) {
          LOGGER.error("listener {} failed, the run continues", listener, e);
        } else {
          LOGGER.debug("listener {} failed again: {}", listener, e.toString());
        }
      }
    }
  }

  void startStream() {
    timeLeft.skip();
  }

  void onTrained(String stream, long done, long planned) {
    progress(Work.TRAIN, stream, done, planned);
  }

  /**
   * Notes clips of a test, which the estimate of the rest leaves out: it is short beside training.
   */
  void onTested(String stream, long done, long planned) {
    progress(Work.TEST, stream, done, planned);
  }

  void onEpoch(EpochMetrics metrics) {
    spent = spent.plus(metrics);
    if (file != null) {
      file.onEpoch(metrics);
    }
    report(listener -> listener.onEpoch(metrics));
  }

  void endStream(String stream, TrainedStream trained) {
    timeLeft.finish(new TimeLeft.Kind(Work.TRAIN, stream));
    List<EpochMetrics> epochs = trained.epochs();
    EpochMetrics last = epochs.get(epochs.size() - 1);
    streams.add(
        new RoundMetrics.StreamMetrics(
            stream,
            trained.losses().stream().map(HeadLoss::classes).toList(),
            epochs.size(),
            epochs.size() < config.schedule(round).epochs(),
            last.loss(),
            trained.chance(),
            last.accuracy(),
            last.validationLoss(),
            last.validationAccuracy(),
            trained.guess().entropy(),
            trained.guess().information(last.validationLoss(), trained.losses().size()),
            trained.featureSpread(),
            trained.score()));
  }

  RoundMetrics endRound(
      List<ClusterMetrics> clusterings, double crossModalAmi, int clips, int missing) {
    RoundState.Seconds taken = seconds();
    RoundSigns signs = new RoundSigns(config, round, streams);
    RoundMetrics metrics =
        new RoundMetrics(
            round,
            config.rounds(),
            clusterings,
            List.copyOf(streams),
            clips,
            missing,
            taken.features(),
            taken.clustering(),
            taken.training(),
            taken.phases(),
            signs.labelInformation(),
            crossModalAmi,
            signs.warnings(clusterings, clips),
            signs.notes());
    if (file != null) {
      file.onRound(metrics);
    }
    report(listener -> listener.onRound(metrics));
    return metrics;
  }

  void endRun() {
    RunMetrics metrics = spent();
    if (file != null) {
      file.onRun(metrics);
    }
    report(listener -> listener.onRun(metrics));
  }
}
