package dev.xdc.cli.output;

import dev.xdc.clip.Modality;
import dev.xdc.suite.compare.ComparisonTable;
import dev.xdc.suite.compare.ComparisonTable.Cell;
import dev.xdc.suite.compare.Row.Protocol;
import dev.xdc.suite.run.Durations;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A comparison as a table for a terminal.
 *
 * @param table what is shown
 */
public record ComparisonText(ComparisonTable table) {

  /** Prints videos and then single clips, methods down and evaluations across. */
  public void print(PrintWriter out) {
    List<String> methods = table.rows().stream().map(Cell::method).distinct().toList();
    out.println(head("top-1 in %") + "  training  evaluation");
    methods.forEach(method -> out.println(line(method, ComparisonText::videos) + times(method)));
    if (table.rows().stream().anyMatch(cell -> cell.clipMean() != null)) {
      out.println(head("clips in %").stripTrailing());
      methods.forEach(method -> out.println(line(method, ComparisonText::clips).stripTrailing()));
    }
    int seeds = table.rows().stream().mapToInt(Cell::seeds).max().orElse(0);
    if (seeds > 1) {
      out.println("mean +- sample standard deviation over " + seeds + " seeds; times are per seed");
    }
    printFeatures(out);
    out.flush();
  }

  /** Says in what form features without a network were judged. */
  private void printFeatures(PrintWriter out) {
    List<Cell> found = table.rows().stream().filter(cell -> cell.features() != null).toList();
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
                    table.rows().stream()
                        .filter(c -> c.is(method, modality, protocol))
                        .map(text)
                        .findFirst()
                        .orElse("-"))));
    return line.toString();
  }

  private void columns(BiConsumer<Modality, Protocol> column) {
    for (Protocol protocol : Protocol.values()) {
      if (table.rows().stream().anyMatch(c -> c.protocol().equals(protocol.toString()))) {
        for (Modality modality : Modality.values()) {
          column.accept(modality, protocol);
        }
      }
    }
  }

  private String times(String method) {
    double evaluation =
        table.rows().stream()
            .filter(c -> c.method().equals(method))
            .mapToDouble(Cell::seconds)
            .sum();
    String trained =
        table.training().stream()
            .filter(t -> t.method().equals(method))
            .map(t -> Durations.text(t.seconds()))
            .findFirst()
            .orElse("-");
    return String.format(Locale.ROOT, "  %-8s  %s", trained, Durations.text(evaluation));
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
