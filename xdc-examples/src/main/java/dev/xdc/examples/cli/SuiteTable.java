package dev.xdc.examples.cli;

import dev.xdc.eval.FineTuneGrid;
import dev.xdc.eval.Spread;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a suite came to: for each protocol and encoder the scores, means over the splits first and
 * then over the runs, as the paper has it.
 *
 * @param splits that the means are over
 */
record SuiteTable(String suite, String kind, List<String> splits, int runs, List<Row> rows) {

  /**
   * One protocol on one encoder.
   *
   * @param scores by name, from 0 to 1
   * @param bySplit the first score of each split, mean over the runs
   * @param chosen how often each setting was selected
   * @param paper what the paper has
   */
  record Row(
      String protocol,
      String encoder,
      Map<String, Spread> scores,
      Map<String, Double> bySplit,
      String chosen,
      List<String> paper) {}

  static SuiteTable of(
      SuiteSettings settings,
      List<SuiteProtocol> protocols,
      List<SuiteStart.Run> runs,
      List<String> splits,
      List<SuiteRun.Line> lines) {
    Set<String> names = runs.stream().map(SuiteStart.Run::toString).collect(Collectors.toSet());
    List<SuiteRun.Line> mine =
        lines.stream().filter(l -> names.contains(l.run()) && splits.contains(l.split())).toList();
    List<Row> rows = new ArrayList<>();
    for (SuiteProtocol protocol : protocols) {
      Set<String> encoders = new LinkedHashSet<>();
      mine.stream()
          .filter(l -> l.protocol().equals(protocol.toString()))
          .forEach(l -> encoders.add(l.encoder()));
      for (String encoder : encoders) {
        List<SuiteRun.Line> found =
            mine.stream()
                .filter(
                    l -> l.protocol().equals(protocol.toString()) && l.encoder().equals(encoder))
                .toList();
        rows.add(row(settings, protocol, encoder, splits, found));
      }
    }
    return new SuiteTable(settings.suite(), settings.kind(), splits, runs.size(), rows);
  }

  private static Row row(
      SuiteSettings settings,
      SuiteProtocol protocol,
      String encoder,
      List<String> splits,
      List<SuiteRun.Line> found) {
    Map<String, Spread> scores = new LinkedHashMap<>();
    Map<String, Double> bySplit = new LinkedHashMap<>();
    for (String name : found.get(0).scores().keySet()) {
      Map<String, List<Double>> byRun = new LinkedHashMap<>();
      found.forEach(
          l ->
              byRun
                  .computeIfAbsent(l.run(), r -> new ArrayList<>())
                  .add(l.scores().getOrDefault(name, Double.NaN)));
      scores.put(
          name,
          Spread.of(byRun.values().stream().map(values -> Spread.of(values).mean()).toList()));
    }
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
        PaperValue.of(settings.suite(), protocol, settings.kind()).stream()
            .map(PaperValue::toString)
            .toList();
    return new Row(
        protocol.toString(), encoder, scores, bySplit, chosen(settings, protocol, found), paper);
  }

  private static String chosen(
      SuiteSettings settings, SuiteProtocol protocol, List<SuiteRun.Line> found) {
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
                                    String.format(Locale.ROOT, "%s", number(v.getKey()))
                                        + (v.getValue() == 1
                                            ? ""
                                            : " (" + v.getValue() + " times)"))
                            .collect(Collectors.joining(", ")))
            .collect(Collectors.joining("; "));
    boolean grid = protocol == SuiteProtocol.FC || protocol == SuiteProtocol.FULL;
    boolean single =
        (protocol == SuiteProtocol.FC ? settings.fcRates() : settings.fullRates()).size() == 1;
    if (grid && single) {
      return values + ", the only one tried";
    }
    if (grid) {
      return values
          + (settings.selection() == FineTuneGrid.Selection.EVALUATION
              ? ", selected on the evaluation itself, as the paper does"
              : ", selected on a fifth of the training set");
    }
    return protocol == SuiteProtocol.SVM ? values + ", selected by cross-validation" : values;
  }

  private static String number(double value) {
    return value == Math.rint(value) && value < 1e6
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%s", value);
  }

  /** Returns scores in percent. */
  static String text(Map<String, Double> scores) {
    return scores.entrySet().stream()
        .map(e -> String.format(Locale.ROOT, "%s %.1f", e.getKey(), 100 * e.getValue()))
        .collect(Collectors.joining(", "));
  }

  void print(PrintWriter out) {
    out.printf(
        "%s, %s, mean of %s, %s; in %%%n",
        suite,
        kind,
        splits.size() == 1 ? "split " + splits.get(0) : splits.size() + " splits",
        runs == 1 ? "1 run" : runs + " runs (+- sample standard deviation)");
    for (Row row : rows) {
      out.printf(
          "%-11s %-15s %s%n",
          row.protocol(),
          row.encoder(),
          row.scores().entrySet().stream()
              .map(e -> e.getKey() + " " + e.getValue().percent())
              .collect(Collectors.joining(" | ")));
      if (row.bySplit().size() > 1) {
        out.println("            by split: " + text(row.bySplit()));
      }
      if (!row.chosen().isEmpty()) {
        out.println("            " + row.chosen());
      }
      row.paper().forEach(value -> out.println("            paper: " + value));
    }
    out.flush();
  }
}
