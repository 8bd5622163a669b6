package dev.xdc;

import dev.xdc.checkpoint.RoundState;
import dev.xdc.clip.Modality;
import dev.xdc.report.MetricsJsonl;
import dev.xdc.timing.PhaseClock;
import dev.xdc.timing.PhaseTimes;
import dev.xdc.train.ClusterMetrics;
import dev.xdc.train.EpochMetrics;
import dev.xdc.train.HeadLoss;
import dev.xdc.train.HeldOutScore;
import dev.xdc.train.Progress;
import dev.xdc.train.RoundMetrics;
import dev.xdc.train.RunMetrics;
import dev.xdc.train.TimeLeft;
import dev.xdc.train.XdcConfig;
import dev.xdc.train.XdcListener;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures a run and tells the listeners. */
final class RunReporter {
  private static final RoundState.Seconds NO_TIME =
      new RoundState.Seconds(0, 0, 0, PhaseTimes.NONE);
  private static final String FEATURES = "features";
  private static final String TRAIN = "train";
  private static final String TEST = "test";

  private static final Logger LOGGER = LoggerFactory.getLogger(RunReporter.class);

  private final PhaseClock clock = new PhaseClock();
  private final long start = System.nanoTime();
  private final @Nullable MetricsJsonl file;
  private final List<XdcListener> listeners;
  private final Set<XdcListener> failing = Collections.newSetFromMap(new IdentityHashMap<>());
  private final XdcConfig config;
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
   * @param trained the streams
   * @param featureClips clips whose features are extracted in a round, per stream
   * @param epochClips clips trained on in an epoch of one stream
   */
  RunReporter(
      @Nullable MetricsJsonl file,
      List<XdcListener> listeners,
      List<Modality> trained,
      XdcConfig config,
      long featureClips,
      long epochClips) {
    this.file = file;
    this.listeners = List.copyOf(listeners);
    this.config = config;
    this.featureClips = featureClips;
    for (Modality stream : trained) {
      timeLeft.plan(FEATURES + stream, featureClips, featureClips);
      timeLeft.plan(
          TRAIN + stream,
          epochClips * config.schedule().epochs(),
          epochClips * config.lastSchedule().epochs());
    }
  }

  /** Returns the clock of the run, to time its phases by. */
  PhaseClock clock() {
    return clock;
  }

  /** Goes on with a run that has taken {@code before} so far. */
  void resumeRun(RunMetrics before) {
    spent = before;
  }

  /** The run is accepted. */
  void start() {
    tell(XdcListener::onStart);
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
    timeLeft.finish(FEATURES + Modality.VIDEO);
    timeLeft.finish(FEATURES + Modality.AUDIO);
    for (RoundMetrics.StreamMetrics stream : state.finished()) {
      streams.add(stream);
      timeLeft.finish(TRAIN + stream.stream());
    }
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

  void onFeatures(Modality stream, long done) {
    progress(FEATURES, stream, done, featureClips);
  }

  void startClustering() {
    seconds = new RoundState.Seconds(nextPhase(), 0, 0, seconds.phases());
    timeLeft.finish(FEATURES + Modality.VIDEO);
    timeLeft.finish(FEATURES + Modality.AUDIO);
  }

  void startTraining() {
    seconds = new RoundState.Seconds(seconds.features(), nextPhase(), 0, seconds.phases());
  }

  private void progress(String phase, Modality stream, long done, long planned) {
    timeLeft.note(phase + stream, done);
    Progress progress =
        new Progress(
            round, config.rounds(), phase, stream.toString(), done, planned, timeLeft.seconds());
    tell(listener -> listener.onProgress(progress));
  }

  /**
   * Tells the listeners. One that fails is named in the log, the first time with its stack, and
   * told again the next time: days of work must not end because a plot cannot be drawn.
   */
  private void tell(Consumer<XdcListener> event) {
    for (XdcListener listener : listeners) {
      try {
        event.accept(listener);
      } catch (RuntimeException e) {
        if (failing.add(listener)) {
          LOGGER.error("listener {} failed, the run goes on", listener, e);
        } else {
          LOGGER.debug("listener {} failed again: {}", listener, e.toString());
        }
      }
    }
  }

  void startStream() {
    timeLeft.skip();
  }

  void onTrained(Modality stream, long done, long planned) {
    progress(TRAIN, stream, done, planned);
  }

  /**
   * Notes clips of a test, which the estimate of the rest leaves out: it is short beside training.
   */
  void onTested(Modality stream, long done, long planned) {
    progress(TEST, stream, done, planned);
  }

  void onEpoch(EpochMetrics metrics) {
    spent = spent.plus(metrics);
    if (file != null) {
      file.onEpoch(metrics);
    }
    tell(listener -> listener.onEpoch(metrics));
  }

  /**
   * What a round came to for one stream, besides its epochs.
   *
   * @param guess what its labels tell without the clips
   * @param featureSpread see {@link dev.xdc.feature.FeatureSpread}
   * @param score on videos it was not trained on; null without any
   */
  record Learned(LabelGuess guess, double featureSpread, @Nullable HeldOutScore score) {}

  void endStream(
      Modality stream,
      List<HeadLoss> losses,
      List<int[]> targets,
      List<EpochMetrics> epochs,
      Learned learned) {
    timeLeft.finish(TRAIN + stream);
    EpochMetrics last = epochs.get(epochs.size() - 1);
    double chance = 0;
    for (int head = 0; head < losses.size(); head++) {
      chance += losses.get(head).chance(targets.get(head));
    }
    streams.add(
        new RoundMetrics.StreamMetrics(
            stream.toString(),
            losses.stream().map(HeadLoss::classes).toList(),
            epochs.size(),
            epochs.size() < config.schedule(round).epochs(),
            last.loss(),
            chance,
            last.accuracy(),
            last.validationLoss(),
            last.validationAccuracy(),
            learned.guess().entropy(),
            learned.guess().information(last.validationLoss(), losses.size()),
            learned.featureSpread(),
            learned.score()));
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
            streams.stream()
                .mapToDouble(RoundMetrics.StreamMetrics::labelInformation)
                .average()
                .orElse(Double.NaN),
            crossModalAmi,
            signs.warnings(clusterings, clips),
            signs.notes());
    if (file != null) {
      file.onRound(metrics);
    }
    tell(listener -> listener.onRound(metrics));
    return metrics;
  }

  void endRun() {
    RunMetrics metrics = spent();
    if (file != null) {
      file.onRun(metrics);
    }
    tell(listener -> listener.onRun(metrics));
  }
}
