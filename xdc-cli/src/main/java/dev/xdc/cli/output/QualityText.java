package dev.xdc.cli.output;

import dev.xdc.cluster.ClusterCount;
import dev.xdc.internal.Count;
import dev.xdc.suite.run.LearningSigns;
import dev.xdc.suite.run.RunQuality;
import dev.xdc.suite.run.RunQuality.Advice;
import dev.xdc.suite.run.RunQuality.Trend;
import dev.xdc.suite.run.RunQuality.Warning;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a run is worth, in words.
 *
 * @param quality the judgement
 * @param signs of the last round
 */
public record QualityText(RunQuality quality, LearningSigns signs) {
  private static final String MEASURED =
      "600 taught the video encoder nothing, 1,200 did with 2,280 clips an epoch"
          + " (--clips-per-epoch), some seeds late";

  private static final String NO_SIGN =
      ", no sign of learning, as label information is not above 0";

  /** Prints a line for each question, and the warnings of the run once more. */
  public void print(PrintWriter out) {
    out.println();
    out.println("What this run is worth, as far as it can be seen without labels:");
    out.println("  collapse: " + collapse());
    quality.warnings().stream().filter(this::isShown).map(QualityText::text).forEach(out::println);
    out.println("  data: " + data());
    quality.nmi().forEach((source, values) -> out.println("  " + nmi(source, values)));
    if (!quality.crossModalAmi().isEmpty()) {
      List<Double> ami = quality.crossModalAmi();
      String worth = signs.amiCounts() ? trend(ami) : NO_SIGN;
      out.println("  AMI of video and audio clusters by round: " + figures(ami) + worth);
    }
    out.println("  try: " + advice());
  }

  private String collapse() {
    if (quality.rounds() == 0) {
      return "unknown, as no round is recorded";
    }
    if (quality.collapsed()) {
      return "YES, in the last round: the encoders of this run are of no use";
    }
    return quality.warnings().stream().anyMatch(Warning::isCollapse)
        ? "none in the last round, but one before"
        : "none";
  }

  /** Returns whether a warning is repeated: each collapse, and what the last round ended with. */
  private boolean isShown(Warning warning) {
    return warning.isCollapse() || warning.round() == quality.rounds();
  }

  private static String text(Warning warning) {
    return "  warning of round " + warning.round() + ": " + warning.text();
  }

  private String data() {
    String videos = Count.of(quality.videos(), "video");
    return switch (quality.dataSize()) {
      case FEW ->
          videos
              + "; few: on the set measured, 300 and "
              + MEASURED
              + ". Easier footage may need fewer";
      case BETWEEN ->
          videos + "; on the set measured, " + MEASURED + "; nothing was measured between";
      case ENOUGH ->
          videos + "; on the set measured, " + MEASURED + ". More varied footage may need more";
    };
  }

  private static String nmi(String source, List<Double> values) {
    return "NMI of "
        + source
        + " clusters with the clustering before: "
        + figures(values)
        + trend(values);
  }

  private static String figures(List<Double> values) {
    return values.stream()
        .map(value -> String.format(Locale.ROOT, "%.2f", value))
        .collect(Collectors.joining(", "));
  }

  private static String trend(List<Double> values) {
    Trend trend = RunQuality.trend(values);
    return trend == Trend.UNKNOWN ? "" : ", " + trend.name().toLowerCase(Locale.ROOT);
  }

  private String advice() {
    List<String> texts = new ArrayList<>();
    for (Advice advice : quality.advice()) {
      texts.add(
          switch (advice) {
            case LOWER_RATE -> "a lower learning rate (--lr), in a new folder";
            case SHORTER_ROUNDS -> "fewer clips an epoch (--clips-per-epoch)";
            case MORE_VIDEOS -> "more videos, or long ones cut up (--segment-seconds 10)";
            case FEWER_CLUSTERS ->
                "fewer clusters (--clusters): "
                    + ClusterCount.warning(quality.clusters(), quality.videos(), "videos")
                        .orElseThrow();
            case MORE_ROUNDS -> "more rounds (--rounds 5 or more), in a new folder";
          });
    }
    return texts.isEmpty()
        ? "nothing stands out; a probe on labels decides"
        : String.join("; ", texts);
  }
}
