package dev.xdc.cli.output;

import dev.xdc.suite.compare.SweepTable;
import dev.xdc.suite.compare.SweepTable.Row;
import dev.xdc.suite.run.Durations;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A comparison of settings as a table for a terminal.
 *
 * @param table what is shown
 */
public record SweepText(SweepTable table) {

  /** Prints a line for each setting; the best value of each column bears a star. */
  public void print(PrintWriter out) {
    boolean probed = table.rows().stream().anyMatch(row -> row.videoProbe() != null);
    int width = table.rows().stream().mapToInt(row -> row.setting().length()).max().orElse(0);
    String name = "%-" + Math.max(width, "setting".length()) + "s";
    out.printf(
        Locale.ROOT,
        name + "  %-19s  %-15s  %s%s%n",
        "setting",
        "label information",
        "cross-modal AMI",
        probed ? String.format(Locale.ROOT, "%-11s  %-11s  ", "video probe", "audio probe") : "",
        "training");
    for (Row row : table.rows()) {
      Double entropy = row.labelEntropy();
      String of = entropy == null ? "" : String.format(Locale.ROOT, " of %.2f", entropy);
      out.printf(
          Locale.ROOT,
          name + "  %-19s  %-15s  %s%s%n",
          row.setting(),
          text("%.3f", 1, row, Row::labelInformation, of),
          text("%.3f", 1, row, Row::crossModalAmi, ""),
          probed
              ? String.format(
                  Locale.ROOT,
                  "%-11s  %-11s  ",
                  text("%.1f", 100, row, Row::videoProbe, ""),
                  text("%.1f", 100, row, Row::audioProbe, ""))
              : "",
          Durations.text(row.seconds()));
    }
    int seeds = table.rows().stream().mapToInt(Row::seeds).max().orElse(0);
    out.printf(
        "* the best of its column%s; signs are those of the last round, in nats and from 0 to 1, mean over %d seed%s%n",
        probed ? "" : ", without labels", seeds, seeds == 1 ? "" : "s");
    if (table.best(Row::labelInformation).isEmpty()) {
      out.println(
          "no label information: hold clips out by --set config.validationShare=0.05 to learn of it");
    }
    out.flush();
  }

  private String text(
      String format, double factor, Row row, Function<Row, @Nullable Double> sign, String unit) {
    Double value = sign.apply(row);
    return value == null
        ? "-"
        : String.format(Locale.ROOT, format, factor * value)
            + unit
            + (table.best(sign).filter(row::equals).isPresent() ? " *" : "");
  }
}
