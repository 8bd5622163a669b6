package dev.xdc.cli.output;

import dev.xdc.eval.Spread;
import dev.xdc.internal.Count;
import dev.xdc.suite.SuiteLine;
import dev.xdc.suite.SuiteProtocol;
import dev.xdc.suite.SuiteTable;
import dev.xdc.suite.run.PresetName;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The results of a suite as a table for a terminal.
 *
 * @param table what is shown
 */
public record SuiteText(SuiteTable table) {

  /** Returns whether figures of another recipe than ours stand beside fine-tuning. */
  private boolean hasForeignFigures() {
    return !PresetName.valueOf(table.preset().toUpperCase(Locale.ROOT)).isPaper()
        && table.rows().stream()
            .anyMatch(row -> SuiteProtocol.of(row.protocol()).isGrid() && !row.paper().isEmpty());
  }

  private boolean isTuned() {
    return table.rows().stream().anyMatch(row -> SuiteProtocol.of(row.protocol()).isGrid());
  }

  private static String percent(Map<String, Spread> scores) {
    return scores.entrySet().stream()
        .map(e -> e.getKey() + " " + e.getValue().percent())
        .collect(Collectors.joining(" | "));
  }

  /** Prints a paragraph for each protocol and encoder. */
  public void print(PrintWriter out) {
    out.printf(
        "%s, %s, %s, %s; in %%%s%n",
        table.suite(),
        table.kind(),
        table.encoders().isEmpty() ? "settings of its own" : "preset " + table.encoders(),
        table.splits().size() == 1
            ? "split " + table.splits().get(0)
            : "mean of " + table.splits().size() + " splits",
        table.runs() == 1 ? "" : ", +- is the sample standard deviation over the runs");
    if (hasForeignFigures()) {
      out.printf(
          "fine-tuned by preset %s: the paper's figures are of its own recipe, --preset paper%n",
          table.preset());
    }
    if (!hasForeignFigures() && isTuned() && !table.preset().equals(table.encoders())) {
      out.printf("fine-tuned by preset %s%n", table.preset());
    }
    for (SuiteTable.Row row : table.rows()) {
      out.printf(
          "%-11s %-15s %s (%s)%n",
          row.protocol(), row.encoder(), percent(row.scores()), Count.of(row.runs(), "run"));
      if (row.bySplit().size() > 1) {
        out.println("            by split: " + SuiteLine.text(row.bySplit()));
      }
      if (!row.chosen().isEmpty()) {
        out.println("            " + row.chosen());
      }
      SuiteTable.OneRate one = row.oneRate();
      if (one != null) {
        out.printf(
            "            rate %s in all splits and runs, selected on their mean, as the paper does:"
                + " %s%n",
            SuiteLine.number(one.rate()), percent(one.scores()));
      }
      row.paper().forEach(value -> out.println("            paper: " + value));
    }
    out.flush();
  }
}
