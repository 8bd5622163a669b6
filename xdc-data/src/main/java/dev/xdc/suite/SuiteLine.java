package dev.xdc.suite;

import dev.xdc.eval.EvalResult;
import dev.xdc.eval.FineTuneGrid;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One result of a suite.
 *
 * @param encoder the modality, or the direction of a retrieval
 * @param scores by name, from 0 to 1; the one that counts first
 * @param chosen settings that were selected, by name
 * @param candidates all learning rates that were tried; absent for protocols without, and in
 *     results of older versions
 * @param weights that the encoders had; absent for fresh ones, and in results of older versions
 * @param seconds it took; lines that come of one computation share its time equally
 */
public record SuiteLine(
    String protocol,
    String encoder,
    String split,
    String run,
    Map<String, Double> scores,
    Map<String, Double> chosen,
    @Nullable List<Candidate> candidates,
    @Nullable String weights,
    double seconds) {
  /** Returns whether no part is missing, as of a line that was cut off. */
  public boolean isComplete() {
    return protocol != null && encoder != null && split != null && run != null && scores != null;
  }

  SuiteLine in(double time) {
    return new SuiteLine(protocol, encoder, split, run, scores, chosen, candidates, weights, time);
  }

  /** Returns the scores of a learning rate; empty if it was not tried, or diverged. */
  Optional<Map<String, Double>> at(double rate) {
    return candidates == null
        ? Optional.empty()
        : candidates.stream()
            .filter(c -> c.rate() == rate && c.scores() != null)
            .map(c -> Objects.requireNonNull(c.scores()))
            .findFirst();
  }

  /** Returns the scores of an evaluation by the names they are shown under. */
  static Map<String, Double> scores(EvalResult result) {
    Map<String, Double> scores = new LinkedHashMap<>();
    scores.put("video", result.top1());
    scores.put("clip", result.clipTop1());
    scores.put("top-5", result.top5());
    return scores;
  }

  /** Returns scores in percent. */
  public static String text(Map<String, Double> scores) {
    return scores.entrySet().stream()
        .map(e -> String.format(Locale.ROOT, "%s %.1f", e.getKey(), 100 * e.getValue()))
        .collect(Collectors.joining(", "));
  }

  /** Returns a setting as a text, whole numbers without a point. */
  public static String number(double value) {
    return value == Math.rint(value) && value < 1e6
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%s", value);
  }

  /**
   * A learning rate.
   *
   * @param scores on what the rate is selected on; absent if the training diverged
   */
  public record Candidate(double rate, @Nullable Map<String, Double> scores) {
    static Candidate of(FineTuneGrid.Candidate tried) {
      EvalResult result = tried.result();
      return new Candidate(tried.rate(), result == null ? null : SuiteLine.scores(result));
    }
  }
}
