package dev.xdc.suite;

import dev.xdc.clip.Modality;
import dev.xdc.eval.FineTuneGrid;
import dev.xdc.eval.Spread;
import dev.xdc.suite.run.PresetName;
import dev.xdc.suite.run.SetCoverage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The results of a suite: for each protocol and encoder the scores, means over the splits first and
 * then over the runs, as the paper has it.
 *
 * @param encoders the preset of the encoders and their clips; empty for those of a model with
 *     settings of its own
 * @param preset that fine-tuned
 * @param splits that the means are over
 * @param sets how much of their videos there is
 */
public record SuiteTable(
    String suite,
    String kind,
    String encoders,
    String preset,
    List<String> splits,
    int runs,
    List<Row> rows,
    List<SetCoverage> sets) {

  /**
   * One protocol on one encoder.
   *
   * @param scores by name, from 0 to 1
   * @param bySplit the first score of each split, mean over the runs
   * @param chosen how often each setting was selected
   * @param oneRate the best of one learning rate in all splits and runs; absent if there is nothing
   *     to choose, and if rates were not tried on the evaluation itself
   * @param paper what the paper has
   */
  public record Row(
      String protocol,
      String encoder,
      Map<String, Spread> scores,
      Map<String, Double> bySplit,
      String chosen,
      @Nullable OneRate oneRate,
      List<String> paper) {
    /** Returns how many runs the scores are of. */
    public int runs() {
      return first(scores).count();
    }
  }

  /** A learning rate, and the scores with it. */
  public record OneRate(double rate, Map<String, Spread> scores) {}

  /** Averages the lines of some runs and splits. */
  public static SuiteTable of(
      SuiteSettings settings,
      PresetName preset,
      List<SuiteProtocol> protocols,
      List<EncoderRun> runs,
      List<String> splits,
      List<SuiteLine> lines,
      List<SetCoverage> sets) {
    Set<String> names = runs.stream().map(EncoderRun::toString).collect(Collectors.toSet());
    List<SuiteLine> mine =
        lines.stream().filter(l -> names.contains(l.run()) && splits.contains(l.split())).toList();
    List<Row> rows = new ArrayList<>();
    for (SuiteProtocol protocol : protocols) {
      Set<String> encoders = new LinkedHashSet<>();
      mine.stream()
          .filter(l -> l.protocol().equals(protocol.toString()))
          .forEach(l -> encoders.add(l.encoder()));
      for (String encoder : encoders) {
        List<SuiteLine> found =
            mine.stream()
                .filter(
                    l -> l.protocol().equals(protocol.toString()) && l.encoder().equals(encoder))
                .toList();
        rows.add(row(settings, protocol, encoder, splits, found));
      }
    }
    return new SuiteTable(
        settings.suite(),
        settings.kind().toString(),
        encoders(runs.get(0), preset),
        preset.toString(),
        splits,
        runs.size(),
        rows,
        sets);
  }

  private static String encoders(EncoderRun run, PresetName fresh) {
    if (run.model() == null) {
      return fresh.toString();
    }
    PresetName own = run.model().preset();
    return own == null ? "" : own.toString();
  }

  private static Row row(
      SuiteSettings settings,
      SuiteProtocol protocol,
      String encoder,
      List<String> splits,
      List<SuiteLine> found) {
    Map<String, Double> bySplit = new LinkedHashMap<>();
    String first = found.get(0).scores().keySet().iterator().next();
    for (String split : splits) {
      List<Double> values =
          found.stream()
              .filter(l -> l.split().equals(split))
              .map(l -> l.scores().getOrDefault(first, Double.NaN))
              .toList();
      if (!values.isEmpty()) {
        bySplit.put(split, Spread.of(values).mean());
      }
    }
    List<String> paper =
        PaperValue.of(settings.suite(), protocol, settings.kind(), splits).stream()
            .map(PaperValue::toString)
            .toList();
    return new Row(
        protocol.toString(),
        encoder,
        spreads(found, SuiteLine::scores),
        bySplit,
        chosen(settings, protocol, found),
        settings.selection() == FineTuneGrid.Selection.EVALUATION ? oneRate(found) : null,
        paper);
  }

  /** Returns the mean over the splits, and mean and deviation of that over the runs. */
  private static Map<String, Spread> spreads(
      List<SuiteLine> lines, Function<SuiteLine, Map<String, Double>> scoresOf) {
    Map<String, Spread> spreads = new LinkedHashMap<>();
    for (String name : scoresOf.apply(lines.get(0)).keySet()) {
      Map<String, List<Double>> byRun = new LinkedHashMap<>();
      for (SuiteLine line : lines) {
        byRun
            .computeIfAbsent(line.run(), run -> new ArrayList<>())
            .add(scoresOf.apply(line).getOrDefault(name, Double.NaN));
      }
      spreads.put(
          name,
          Spread.of(byRun.values().stream().map(values -> Spread.of(values).mean()).toList()));
    }
    return spreads;
  }

  private static Spread first(Map<String, Spread> scores) {
    return scores.values().iterator().next();
  }

  /** Returns the best of the rates that no split and no run lacks; the smallest of several. */
  private static @Nullable OneRate oneRate(List<SuiteLine> lines) {
    List<SuiteLine.Candidate> tried = lines.get(0).candidates();
    if (tried == null || tried.size() == 1 || lines.size() == 1) {
      return null;
    }
    OneRate best = null;
    for (SuiteLine.Candidate candidate : tried) {
      double rate = candidate.rate();
      if (lines.stream().allMatch(line -> line.at(rate).isPresent())) {
        Map<String, Spread> scores = spreads(lines, line -> line.at(rate).orElseThrow());
        if (best == null || first(scores).mean() > first(best.scores()).mean()) {
          best = new OneRate(rate, scores);
        }
      }
    }
    return best;
  }

  private static String chosen(
      SuiteSettings settings, SuiteProtocol protocol, List<SuiteLine> found) {
    Map<String, Map<Double, Integer>> counts = new TreeMap<>();
    found.forEach(
        l ->
            l.chosen()
                .forEach(
                    (name, value) ->
                        counts
                            .computeIfAbsent(name, n -> new TreeMap<>())
                            .merge(value, 1, Integer::sum)));
    String values =
        counts.entrySet().stream()
            .map(
                e ->
                    e.getKey()
                        + " "
                        + e.getValue().entrySet().stream()
                            .map(
                                v ->
                                    String.format(Locale.ROOT, "%s", SuiteLine.number(v.getKey()))
                                        + (v.getValue() == 1
                                            ? ""
                                            : " (" + v.getValue() + " times)"))
                            .collect(Collectors.joining(", ")))
            .collect(Collectors.joining("; "));
    Modality any = Modality.VIDEO; // as many rates as the other
    boolean single =
        (protocol == SuiteProtocol.FC ? settings.fcRates(any) : settings.fullRates(any)).size()
            == 1;
    if (protocol.isGrid() && single) {
      return values + ", the only one tried";
    }
    if (protocol.isGrid()) {
      boolean onTest = settings.selection() == FineTuneGrid.Selection.EVALUATION;
      return values
          + (onTest
              ? ", selected on the evaluation itself"
              : ", selected on a fifth of the training set")
          + (found.size() > 1 ? ", for each split and run" : onTest ? ", as the paper does" : "");
    }
    boolean crossValidated =
        protocol == SuiteProtocol.SVM || values.contains(SuiteFeatures.COMPONENTS);
    return crossValidated ? values + ", selected by cross-validation" : values;
  }
}
