package dev.xdc.train;

import dev.xdc.internal.Count;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;

/** Logs what a run reports; see {@link XdcListener#logging}. */
final class LoggingListener implements XdcListener {
  private final Logger logger;

  LoggingListener(Logger logger) {
    this.logger = logger;
  }

  @Override
  public void onEpoch(EpochMetrics metrics) {
    logger.info(text(metrics));
  }

  /** Returns the line of an epoch; what does not exist, such as a validation loss, is left out. */
  static String text(EpochMetrics m) {
    return String.format(
        Locale.ROOT,
        "round %d %s epoch %d/%d: loss %.3f, accuracy %.3f%s, %.0f clips/s, waited %.0f %%",
        m.round(),
        m.stream(),
        m.epoch(),
        m.epochs(),
        m.loss(),
        m.accuracy(),
        known(", validation loss", m.validationLoss()),
        m.clips() / m.seconds(),
        100 * m.waitShare());
  }

  @Override
  public void onRound(RoundMetrics m) {
    for (ClusterMetrics c : m.clusterings()) {
      logger.info(
          String.format(
              Locale.ROOT,
              "round %d/%d %s",
              m.round(),
              m.rounds(),
              text(c, ", NMI with the round before")));
    }
    for (RoundMetrics.StreamMetrics s : m.streams()) {
      logger.info(
          String.format(
              Locale.ROOT,
              "round %d/%d %s encoder: loss %.3f of %.3f by guessing, accuracy %.3f, %s%s",
              m.round(),
              m.rounds(),
              s.stream(),
              s.loss(),
              s.chanceLoss(),
              s.accuracy(),
              Count.of(s.epochs(), "epoch"),
              s.stoppedEarly() ? " (stopped early)" : ""));
      HeldOutScore score = s.heldOut();
      if (score != null) {
        logger.info("{} encoder: {}", s.stream(), score);
      }
    }
    if (!m.signs().isEmpty()) {
      logger.info(String.format(Locale.ROOT, "round %d/%d: %s", m.round(), m.rounds(), m.signs()));
    }
    m.warnings().forEach(logger::warn);
    m.notes().forEach(logger::info);
  }

  @Override
  public void onClusters(List<ClusterMetrics> clusterings) {
    clusterings.forEach(
        c -> logger.info("final " + text(c, ", NMI with the labels trained on last")));
  }

  /**
   * Returns what a clustering looks like.
   *
   * @param previous what {@link ClusterMetrics#nmiPrevious} compares with
   */
  static String text(ClusterMetrics c, String previous) {
    return String.format(
        Locale.ROOT,
        "%s clusters: k %d, sizes %d to %d%s%s%s%s",
        c.source(),
        c.k(),
        c.smallest(),
        c.largest(),
        known(previous, c.nmiPrevious()),
        known(", NMI with the labels", c.nmiLabels()),
        known(", NMI with the files", c.nmiFiles()),
        known(", their AMI", c.amiFiles()));
  }

  private static String known(String name, double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%s %.3f", name, value);
  }

  @Override
  public void onRun(RunMetrics m) {
    logger.info(String.format(Locale.ROOT, "%.0f s: %s", m.seconds(), m.summary()));
  }
}
