package dev.xdc;

import dev.xdc.train.ClusterMetrics;
import dev.xdc.train.InitialFeatures;
import dev.xdc.train.RoundMetrics.StreamMetrics;
import dev.xdc.train.XdcConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the figures of a round say about its health. A collapse is recognized by what it is,
 * features or clusters that are one and the same; a loss at guessing alone is none, as the first
 * rounds from random encoders have it, too.
 */
final class RoundSigns {
  /**
   * A loss above this share of that of guessing after a round does not show that labels are
   * learned.
   */
  private static final double GUESSING = 0.99;

  /** Features that differ by less than this share of their length are the same. */
  private static final double EQUAL = 1e-3;

  /** A cluster with more than this share of the clips has swallowed the set. */
  private static final double SWALLOWED = 0.9;

  /**
   * Label information, in nats, below which labels are memorised. Of the runs measured, those that
   * had learned ended at 0.64 to 1.80, the others at -1.15 and -5.59; see
   * docs/decisions/signs-of-learning.md.
   */
  private static final double MEMORISED = -0.1;

  private final XdcConfig config;
  private final int round;
  private final List<StreamMetrics> streams;

  RoundSigns(XdcConfig config, int round, List<StreamMetrics> streams) {
    this.config = config;
    this.round = round;
    this.streams = streams;
  }

  /** Returns what is wrong, each a sentence. */
  List<String> warnings(List<ClusterMetrics> clusterings, int clips) {
    List<String> warnings = new ArrayList<>();
    for (ClusterMetrics c : clusterings) {
      int filled = c.k() - c.empty();
      if (c.k() > 1 && c.largest() > SWALLOWED * clips) {
        warnings.add(
            text(
                "collapse: one of %d %s clusters holds %d of %d clips; the feature transform pca-whiten spreads"
                    + " features out",
                c.k(), c.source(), c.largest(), clips));
      } else if (c.k() > 1 && 2 * filled <= c.k()) {
        warnings.add(
            text(
                "collapse: only %d of %d %s clusters hold clips; there are hardly more different features",
                filled, c.k(), c.source()));
      } else if (c.empty() > 0) {
        warnings.add(text("%d of %d %s clusters are empty", c.empty(), c.k(), c.source()));
      }
    }
    for (StreamMetrics s : streams) {
      if (isCollapsed(s)) {
        warnings.add(
            text(
                "collapse: the %s encoder gives all clips the same feature (they differ by %.1e of their length);"
                    + " start again, or go back to an earlier checkpoint, with a lower learning rate",
                s.stream(), s.featureSpread()));
      } else if (isGuessing(s) && round == config.rounds()) {
        warnings.add(
            "the run ends before "
                + guessing(s)
                + (clusterings.isEmpty()
                    ? "; try a higher learning rate or more epochs"
                    : "; try more rounds, or another learning rate or number of clusters"));
      }
    }
    // True labels may be known by heart and predicted: a test says how well.
    boolean clustered = !clusterings.isEmpty();
    if (clustered && round == config.rounds() && labelInformation() < MEMORISED) {
      warnings.add(
          text(
              "memorised: the encoders know the labels of their clips by heart rather than learn; those of"
                  + " held-out clips they predict worse than a guess by the sizes of clusters (label information"
                  + " %.2f nats); more videos, more different clips of them or a shorter training per round help",
              labelInformation()));
    }
    return warnings;
  }

  /** Returns the mean over streams, in nats; NaN if one has no held-out clips. */
  double labelInformation() {
    return streams.stream()
        .mapToDouble(StreamMetrics::labelInformation)
        .average()
        .orElse(Double.NaN);
  }

  /** Returns what is worth knowing and no fault, each a sentence. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    for (StreamMetrics s : streams) {
      if (isGuessing(s) && !isCollapsed(s) && round < config.rounds()) {
        String usual =
            config.initialFeatures() == InitialFeatures.RANDOM_ENCODER
                ? "; usual in the first rounds from random encoders"
                : "";
        notes.add("no sign yet that " + guessing(s) + usual);
      }
    }
    return notes;
  }

  private static boolean isCollapsed(StreamMetrics s) {
    return s.featureSpread() < EQUAL;
  }

  private boolean isGuessing(StreamMetrics s) {
    double guess = guess(s);
    return guess > 0 && s.loss() > GUESSING * guess;
  }

  /** Returns the loss of guessing by how frequent each label is, as far as training has that. */
  private double guess(StreamMetrics s) {
    boolean drawnUniformly = config.balanceClusters() || Double.isNaN(s.labelEntropy());
    return drawnUniformly ? s.chanceLoss() : s.labelEntropy() * s.classes().size();
  }

  private String guessing(StreamMetrics s) {
    return text(
        "the %s encoder learns its labels: its loss is %.3f, guessing by label frequency gives %.3f; its features"
            + " do differ from clip to clip, by %.2g of their length",
        s.stream(), s.loss(), guess(s), s.featureSpread());
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
