package dev.xdc.cli.command;

import dev.xdc.cli.output.CoverageText;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.internal.Count;
import dev.xdc.suite.run.Durations;
import dev.xdc.suite.run.FinalAgreement;
import dev.xdc.suite.run.LearningSigns;
import dev.xdc.suite.run.RunQuality;
import dev.xdc.train.HeldOutScore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a pretraining has made, as it is written as JSON; the signs of learning are those of a run
 * without labels, {@code clusterNmi} the agreement of its final clusters with its last labels,
 * {@code quality} what it is worth, scores those of supervised encoders that were tested.
 */
record PretrainResult(
    String model,
    int rounds,
    double seconds,
    int videos,
    int leftOut,
    int shorter,
    @Nullable Double labelInformation,
    @Nullable Double crossModalAmi,
    @Nullable Map<String, Double> clusterNmi,
    @Nullable Map<String, HeldOutScore> scores,
    @Nullable RunQuality quality) {

  /** Returns the result of a run without labels, whose folder holds its record. */
  static PretrainResult clustered(
      Path model, MediaDataset clips, double seconds, int rounds, Path run, RunQuality quality)
      throws IOException {
    LearningSigns signs = LearningSigns.of(run);
    FinalAgreement agreement = FinalAgreement.of(run);
    return of(
        model,
        clips,
        seconds,
        rounds,
        signs.labelInformation(),
        signs.crossModalAmi(),
        agreement.isKnown() ? agreement.nmi() : null,
        null,
        quality);
  }

  /** Returns the result of a supervised run. */
  static PretrainResult supervised(
      Path model, MediaDataset clips, double seconds, Map<String, HeldOutScore> scores) {
    return of(model, clips, seconds, 1, null, null, null, scores, null);
  }

  private static PretrainResult of(
      Path model,
      MediaDataset clips,
      double seconds,
      int rounds,
      @Nullable Double labelInformation,
      @Nullable Double crossModalAmi,
      @Nullable Map<String, Double> clusterNmi,
      @Nullable Map<String, HeldOutScore> scores,
      @Nullable RunQuality quality) {
    return new PretrainResult(
        model.toString(),
        rounds,
        seconds,
        clips.size(),
        clips.index().refusals().size(),
        clips.shortVideos().cardinality(),
        labelInformation,
        crossModalAmi,
        clusterNmi,
        scores,
        quality);
  }

  /**
   * Prints where the model lies and what it was trained on.
   *
   * @param trained how long, such as {@code 6 rounds}
   */
  void print(String trained, MediaDataset clips, PrintWriter out) {
    out.printf(
        "%s after %s on %s in %s%n",
        model, trained, Count.of(videos, "video"), Durations.text(seconds));
    if (clusterNmi != null) {
      out.printf(
          "final clusters: NMI with the labels trained on last: %s%n",
          new FinalAgreement(clusterNmi));
    }
    CoverageText.print(clips, out);
  }
}
