package dev.xdc.train;

import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees a run while it happens; called on the training thread. */
public interface XdcListener {

  /**
   * The run begins or is resumed: its folder is its own, and what lies there was made with the same
   * settings. Nothing is computed yet.
   */
  default void onStart() {}

  /** Some more clips went through an encoder. */
  default void onProgress(Progress progress) {}

  /** An epoch of one stream ended. */
  default void onEpoch(EpochMetrics metrics) {}

  /** A round ended. */
  default void onRound(RoundMetrics metrics) {}

  /** The last round is over. */
  default void onRun(RunMetrics metrics) {}

  /**
   * Logs a line per clustering, epoch and round and one for the run through SLF4J at level INFO,
   * warnings at WARN.
   */
  static XdcListener logging() {
    Logger logger = LoggerFactory.getLogger("dev.xdc");
    return new XdcListener() {
      @Override
      public void onEpoch(EpochMetrics m) {
        logger.info(
            String.format(
                Locale.ROOT,
                "round %d %s epoch %d/%d: loss %.3f, accuracy %.3f, validation loss %.3f, %.0f clips/s, waited %.0f %%",
                m.round(),
                m.stream(),
                m.epoch(),
                m.epochs(),
                m.loss(),
                m.accuracy(),
                m.validationLoss(),
                m.clips() / m.seconds(),
                100 * m.waitShare()));
      }

      @Override
      public void onRound(RoundMetrics m) {
        for (ClusterMetrics c : m.clusterings()) {
          logger.info(
              String.format(
                  Locale.ROOT,
                  "round %d/%d %s clusters: k %d, sizes %d to %d, NMI with the round before %.3f, with the labels %.3f%s",
                  m.round(),
                  m.rounds(),
                  c.source(),
                  c.k(),
                  c.smallest(),
                  c.largest(),
                  c.nmiPrevious(),
                  c.nmiLabels(),
                  Double.isNaN(c.nmiFiles())
                      ? ""
                      : String.format(Locale.ROOT, ", with files %.3f", c.nmiFiles())));
        }
        for (RoundMetrics.StreamMetrics s : m.streams()) {
          logger.info(
              String.format(
                  Locale.ROOT,
                  "round %d/%d %s encoder: loss %.3f of %.3f by guessing, accuracy %.3f, %d epochs%s",
                  m.round(),
                  m.rounds(),
                  s.stream(),
                  s.loss(),
                  s.chanceLoss(),
                  s.accuracy(),
                  s.epochs(),
                  s.stoppedEarly() ? " (stopped early)" : ""));
          HeldOutScore score = s.heldOut();
          if (score != null) {
            logger.info("{} encoder: {}", s.stream(), score);
          }
        }
        if (!m.signs().isEmpty()) {
          logger.info(
              String.format(Locale.ROOT, "round %d/%d: %s", m.round(), m.rounds(), m.signs()));
        }
        m.warnings().forEach(logger::warn);
        m.notes().forEach(logger::info);
      }

      @Override
      public void onRun(RunMetrics m) {
        logger.info(String.format(Locale.ROOT, "%.0f s: %s", m.seconds(), m.summary()));
      }
    };
  }
}
