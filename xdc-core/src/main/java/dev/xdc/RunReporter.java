package dev.xdc;

import dev.xdc.clip.Modality;
import dev.xdc.train.ClusterMetrics;
import dev.xdc.train.EpochMetrics;
import dev.xdc.train.Progress;
import dev.xdc.train.RoundMetrics;
import dev.xdc.train.StreamTraining;
import dev.xdc.train.TimeLeft;
import dev.xdc.train.XdcConfig;
import dev.xdc.train.XdcListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Measures a run and tells the listeners. */
final class RunReporter {
  /** A loss above this share of ln(k) after a round means that the encoder learned nothing. */
  private static final double STUCK = 0.99;

  /** A cluster with more than this share of the clips has swallowed the set. */
  private static final double SWALLOWED = 0.5;

  private static final String FEATURES = "features";
  private static final String TRAIN = "train";

  private final List<XdcListener> listeners;
  private final XdcConfig config;
  private final long featureClips;
  private final TimeLeft timeLeft = new TimeLeft();
  private final List<RoundMetrics.StreamMetrics> streams = new ArrayList<>();
  private int round;
  private long phaseStart;
  private double featureSeconds;
  private double clusterSeconds;

  /**
   * Prepares reports.
   *
   * @param featureClips clips whose features are extracted in a round, per stream
   * @param epochClips clips trained on in an epoch of one stream
   */
  RunReporter(List<XdcListener> listeners, XdcConfig config, long featureClips, long epochClips) {
    this.listeners = List.copyOf(listeners);
    this.config = config;
    this.featureClips = featureClips;
    for (Modality stream : Modality.values()) {
      timeLeft.plan(FEATURES + stream, featureClips, featureClips);
      timeLeft.plan(
          TRAIN + stream,
          epochClips * config.schedule().epochs(),
          epochClips * config.lastSchedule().epochs());
    }
  }

  void startRound(int number) {
    round = number;
    streams.clear();
    timeLeft.startRound(config.rounds() - number);
    nextPhase();
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
    featureSeconds = nextPhase();
    timeLeft.finish(FEATURES + Modality.VIDEO);
    timeLeft.finish(FEATURES + Modality.AUDIO);
  }

  void startTraining() {
    clusterSeconds = nextPhase();
  }

  private void progress(String phase, Modality stream, long done, long planned) {
    timeLeft.note(phase + stream, done);
    Progress progress =
        new Progress(
            round, config.rounds(), phase, stream.toString(), done, planned, timeLeft.seconds());
    listeners.forEach(listener -> listener.onProgress(progress));
  }

  /** Returns what watches the training of one stream. */
  StreamTraining.Watcher watching(Modality stream) {
    timeLeft.skip();
    return new StreamTraining.Watcher() {
      @Override
      public void onTrained(long done, long planned) {
        progress(TRAIN, stream, done, planned);
      }

      @Override
      public void onEpoch(EpochMetrics metrics) {
        listeners.forEach(listener -> listener.onEpoch(metrics));
      }
    };
  }

  void endStream(Modality stream, List<Integer> classes, List<EpochMetrics> epochs) {
    timeLeft.finish(TRAIN + stream);
    EpochMetrics last = epochs.get(epochs.size() - 1);
    streams.add(
        new RoundMetrics.StreamMetrics(
            stream.toString(),
            classes,
            epochs.size(),
            epochs.size() < config.schedule(round).epochs(),
            last.loss(),
            classes.stream().mapToDouble(Math::log).sum(),
            last.accuracy(),
            last.validationLoss(),
            last.validationAccuracy()));
  }

  void endRound(List<ClusterMetrics> clusterings, int clips, int missing) {
    RoundMetrics metrics =
        new RoundMetrics(
            round,
            config.rounds(),
            clusterings,
            List.copyOf(streams),
            clips,
            missing,
            featureSeconds,
            clusterSeconds,
            nextPhase(),
            warnings(clusterings, clips));
    listeners.forEach(listener -> listener.onRound(metrics));
  }

  private List<String> warnings(List<ClusterMetrics> clusterings, int clips) {
    List<String> warnings = new ArrayList<>();
    for (ClusterMetrics c : clusterings) {
      if (c.k() > 1 && c.largest() > SWALLOWED * clips) {
        warnings.add(
            String.format(
                Locale.ROOT,
                "collapse: one of %d %s clusters holds %d of %d clips; try the feature transform pca-whiten or more"
                    + " epochs per round",
                c.k(),
                c.source(),
                c.largest(),
                clips));
      }
    }
    for (RoundMetrics.StreamMetrics s : streams) {
      if (s.chanceLoss() > 0 && s.loss() > STUCK * s.chanceLoss()) {
        warnings.add(
            String.format(
                Locale.ROOT,
                "collapse: the loss of the %s encoder is stuck at %.3f, guessing has ln(k) = %.3f; try a higher"
                    + " learning rate, more epochs per round or fewer clusters",
                s.stream(),
                s.loss(),
                s.chanceLoss()));
      }
    }
    return warnings;
  }
}
