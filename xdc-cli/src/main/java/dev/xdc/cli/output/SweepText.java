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
          text("%.3f", row.labelInformation(), of) + star(row, Row::labelInformation),
          text("%.3f", row.crossModalAmi(), "") + star(row, Row::countedAmi),
          probed
              ? String.format(
                  Locale.ROOT,
                  "%-11s  %-11s  ",
                  text("%.1f", percent(row.videoProbe()), "") + star(row, Row::videoProbe),
                  text("%.1f", percent(row.audioProbe()), "") + star(row, Row::audioProbe))
              : "",
          Durations.text(row.seconds()));
    }
    int seeds = table.rows().stream().mapToInt(Row::seeds).max().orElse(0);
    out.printf(
        "* the best of its column%s; signs are those of the last round, in nats and from 0 to 1, mean over %d seed%s%n",
        probed ? "" : ", without labels: go by label information first",
        seeds,
        seeds == 1 ? "" : "s");
    if (table.rows().stream()
        .anyMatch(row -> row.crossModalAmi() != null && row.countedAmi() == null)) {
      out.println("cross-modal AMI is no sign of learning where label information is not positive");
    }
    if (table.best(Row::labelInformation).isEmpty()) {
      out.println(
          "no label information: hold clips out by --set config.validationShare=0.05 to learn of it");
    }
    out.flush();
  }

  private static @Nullable Double percent(@Nullable Double share) {
    return share == null ? null : Double.valueOf(100 * share);
  }

  private static String text(String format, @Nullable Double value, String unit) {
    return value == null ? "-" : String.format(Locale.ROOT, format, value) + unit;
  }

  private String star(Row row, Function<Row, @Nullable Double> sign) {
    return table.best(sign).filter(row::equals).isPresent() ? " *" : "";
  }
}
