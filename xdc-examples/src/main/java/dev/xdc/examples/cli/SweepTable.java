package dev.xdc.examples.cli;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a comparison of settings came to, means over the seeds.
 *
 * @param rows one for each setting
 */
record SweepTable(List<Row> rows) {

  /**
   * One setting.
   *
   * @param setting such as {@code k=16}
   * @param labelInformation of the last round, in nats; absent without held-out clips
   * @param labelEntropy what it could be at most
   * @param crossModalAmi of the last round's clusters; absent if they are not of two modalities
   * @param videoProbe top-1 from 0 to 1; absent without labels
   * @param audioProbe likewise
   * @param seconds of a run
   */
  record Row(
      String setting,
      int seeds,
      @Nullable Double labelInformation,
      @Nullable Double labelEntropy,
      @Nullable Double crossModalAmi,
      @Nullable Double videoProbe,
      @Nullable Double audioProbe,
      double seconds) {

    /**
     * Averages over the seeds.
     *
     * @param signs of each seed
     * @param videoProbe mean over the seeds, if there are labels
     */
    static Row of(
        String setting,
        List<LearningSigns> signs,
        @Nullable Double videoProbe,
        @Nullable Double audioProbe,
        double seconds) {
      return new Row(
          setting,
          signs.size(),
          mean(signs, LearningSigns::labelInformation),
          mean(signs, LearningSigns::labelEntropy),
          mean(signs, LearningSigns::crossModalAmi),
          videoProbe,
          audioProbe,
          seconds);
    }

    private static @Nullable Double mean(
        List<LearningSigns> signs, Function<LearningSigns, @Nullable Double> sign) {
      double sum = 0;
      for (LearningSigns one : signs) {
        Double value = sign.apply(one);
        if (value == null) {
          return null;
        }
        sum += value;
      }
      return sum / signs.size();
    }
  }

  /** Returns the row of the highest value, the first of equal ones; empty if none has any. */
  Optional<Row> best(Function<Row, @Nullable Double> sign) {
    return rows.stream()
        .filter(row -> sign.apply(row) != null)
        .max(
            Comparator.<Row>comparingDouble(row -> Objects.requireNonNull(sign.apply(row)))
                .thenComparing(Comparator.comparingInt(rows::indexOf).reversed()));
  }

  /** Prints a line for each setting; the best value of each column bears a star. */
  void print(PrintWriter out) {
    boolean probed = rows.stream().anyMatch(row -> row.videoProbe() != null);
    int width = rows.stream().mapToInt(row -> row.setting().length()).max().orElse(0);
    String name = "%-" + Math.max(width, "setting".length()) + "s";
    out.printf(
        Locale.ROOT,
        name + "  %-19s  %-15s  %s%s%n",
        "setting",
        "label information",
        "cross-modal AMI",
        probed ? String.format(Locale.ROOT, "%-11s  %-11s  ", "video probe", "audio probe") : "",
        "training");
    for (Row row : rows) {
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
          ProgressOutput.duration(row.seconds()));
    }
    int seeds = rows.stream().mapToInt(Row::seeds).max().orElse(0);
    out.printf(
        "* the best of its column%s; signs are those of the last round, in nats and from 0 to 1, mean over %d seed%s%n",
        probed ? "" : ", without labels", seeds, seeds == 1 ? "" : "s");
    if (best(Row::labelInformation).isEmpty()) {
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
            + (best(sign).filter(row::equals).isPresent() ? " *" : "");
  }
}
