package dev.xdc.examples.cli;

import dev.xdc.clip.Modality;
import dev.xdc.examples.cli.Row.Protocol;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a comparison came to.
 *
 * @param rows one for each cell of the table
 * @param training how long the encoders of each method were trained
 */
record ComparisonTable(List<Cell> rows, List<Training> training) {

  /**
   * One cell: a method judged by one protocol.
   *
   * @param mean top-1 from 0 to 1, mean over the seeds
   * @param sd its sample standard deviation; absent for one seed
   * @param seeds how many
   * @param clipMean accuracy over single clips, mean over the seeds; absent if a seed lacks it
   * @param features how features were transformed; absent for those of encoders
   * @param seconds of one evaluation, mean over the seeds
   */
  record Cell(
      String method,
      String modality,
      String protocol,
      double mean,
      @Nullable Double sd,
      int seeds,
      @Nullable Double clipMean,
      @Nullable String features,
      double seconds) {}

  /**
   * The training of one method.
   *
   * @param seconds of one run, mean over the seeds
   */
  record Training(String method, int seeds, double seconds) {}

  /** Averages over the seeds of {@code settings}. */
  static ComparisonTable of(ComparisonSettings settings, List<ComparisonStore.Line> lines) {
    List<Cell> rows = new ArrayList<>();
    List<Training> training = new ArrayList<>();
    for (Row row : settings.rows()) {
      for (Protocol protocol : Protocol.values()) {
        for (Modality modality : Modality.values()) {
          List<ComparisonStore.Line> found =
              lines(settings, lines, row, protocol.toString(), modality.toString());
          if (settings.protocols().contains(protocol) && !found.isEmpty()) {
            rows.add(cell(found));
          }
        }
      }
      List<ComparisonStore.Line> trained =
          lines(settings, lines, row, ComparisonStore.TRAINING, null);
      if (!trained.isEmpty()) {
        training.add(new Training(row.toString(), trained.size(), seconds(trained)));
      }
    }
    return new ComparisonTable(rows, training);
  }

  /** Returns the newest line of each seed. */
  private static List<ComparisonStore.Line> lines(
      ComparisonSettings settings,
      List<ComparisonStore.Line> lines,
      Row row,
      String protocol,
      @Nullable String modality) {
    List<ComparisonStore.Line> found = new ArrayList<>();
    for (long seed : settings.seeds()) {
      lines.stream()
          .filter(l -> l.is(row, seed, protocol, modality))
          .reduce((older, newer) -> newer)
          .ifPresent(found::add);
    }
    return found;
  }

  private static Cell cell(List<ComparisonStore.Line> lines) {
    ComparisonStore.Line first = lines.get(0);
    double[] top1 =
        lines.stream().mapToDouble(l -> l.top1() == null ? Double.NaN : l.top1()).toArray();
    double mean = 0;
    for (double value : top1) {
      mean += value / top1.length;
    }
    double squares = 0;
    for (double value : top1) {
      squares += (value - mean) * (value - mean);
    }
    return new Cell(
        first.method(),
        String.valueOf(first.modality()),
        first.protocol(),
        mean,
        Json.number(Math.sqrt(squares / (top1.length - 1))),
        top1.length,
        Json.number(
            lines.stream()
                .mapToDouble(l -> l.clipTop1() == null ? Double.NaN : l.clipTop1())
                .average()
                .orElse(Double.NaN)),
        first.features(),
        seconds(lines));
  }

  private static double seconds(List<ComparisonStore.Line> lines) {
    return lines.stream().mapToDouble(ComparisonStore.Line::seconds).average().orElse(0);
  }

  /** Returns the mean top-1 of a cell; empty if there is none. */
  OptionalDouble mean(Row row, Modality modality, Protocol protocol) {
    return rows.stream()
        .filter(c -> is(c, row.toString(), modality, protocol))
        .mapToDouble(Cell::mean)
        .findFirst();
  }

  private static boolean is(Cell cell, String method, Modality modality, Protocol protocol) {
    return cell.method().equals(method)
        && cell.modality().equals(modality.toString())
        && cell.protocol().equals(protocol.toString());
  }

  /** Prints videos and then single clips, methods down and evaluations across. */
  void print(PrintWriter out) {
    List<String> methods = rows.stream().map(Cell::method).distinct().toList();
    out.println(head("top-1 in %") + "  training  evaluation");
    methods.forEach(method -> out.println(line(method, ComparisonTable::videos) + times(method)));
    if (rows.stream().anyMatch(cell -> cell.clipMean() != null)) {
      out.println(head("clips in %").stripTrailing());
      methods.forEach(method -> out.println(line(method, ComparisonTable::clips).stripTrailing()));
    }
    int seeds = rows.stream().mapToInt(Cell::seeds).max().orElse(0);
    out.println("mean +- sample standard deviation over " + seeds + " seeds; times are per seed");
    printFeatures(out);
    out.flush();
  }

  /** Tells in what form features without a network were judged. */
  private void printFeatures(PrintWriter out) {
    List<Cell> found = rows.stream().filter(cell -> cell.features() != null).toList();
    if (found.isEmpty()) {
      return;
    }
    out.println(
        found.get(0).method()
            + ": "
            + found.stream()
                .map(cell -> cell.modality() + " " + cell.features())
                .distinct()
                .collect(Collectors.joining(", "))
            + ", chosen by cross-validation on the training set");
    if (found.stream().anyMatch(cell -> cell.protocol().equals(Protocol.FINETUNE.toString()))) {
      out.println("it has no network to fine-tune: a linear probe on as many labels instead");
    }
  }

  private String head(String title) {
    StringBuilder head = new StringBuilder(String.format(Locale.ROOT, "%-12s", title));
    columns(
        (modality, protocol) ->
            head.append(String.format(Locale.ROOT, "  %-15s", modality + " " + protocol)));
    return head.toString();
  }

  private String line(String method, Function<Cell, String> text) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-12s", method));
    columns(
        (modality, protocol) ->
            line.append(
                String.format(
                    Locale.ROOT,
                    "  %-15s",
                    rows.stream()
                        .filter(c -> is(c, method, modality, protocol))
                        .map(text)
                        .findFirst()
                        .orElse("-"))));
    return line.toString();
  }

  private void columns(BiConsumer<Modality, Protocol> column) {
    for (Protocol protocol : Protocol.values()) {
      if (rows.stream().anyMatch(c -> c.protocol().equals(protocol.toString()))) {
        for (Modality modality : Modality.values()) {
          column.accept(modality, protocol);
        }
      }
    }
  }

  private String times(String method) {
    double evaluation =
        rows.stream().filter(c -> c.method().equals(method)).mapToDouble(Cell::seconds).sum();
    String trained =
        training.stream()
            .filter(t -> t.method().equals(method))
            .map(t -> ProgressOutput.duration(t.seconds()))
            .findFirst()
            .orElse("-");
    return String.format(Locale.ROOT, "  %-8s  %s", trained, ProgressOutput.duration(evaluation));
  }

  private static String videos(Cell cell) {
    String mean = String.format(Locale.ROOT, "%.1f", 100 * cell.mean());
    return cell.sd() == null
        ? mean
        : mean + String.format(Locale.ROOT, " +- %.1f", 100 * cell.sd());
  }

  private static String clips(Cell cell) {
    return cell.clipMean() == null
        ? "-"
        : String.format(Locale.ROOT, "%.1f", 100 * cell.clipMean());
  }
}
