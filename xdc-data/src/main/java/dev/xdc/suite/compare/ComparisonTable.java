package dev.xdc.suite.compare;

import dev.xdc.clip.Modality;
import dev.xdc.suite.compare.Row.Protocol;
import dev.xdc.suite.store.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The results of a comparison.
 *
 * @param rows one for each cell of the table
 * @param training how long the encoders of each method were trained
 */
public record ComparisonTable(List<Cell> rows, List<Training> training) {

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
  public record Cell(
      String method,
      String modality,
      String protocol,
      double mean,
      @Nullable Double sd,
      int seeds,
      @Nullable Double clipMean,
      @Nullable String features,
      double seconds) {

    /** Returns whether it is a method's cell of a modality and protocol. */
    public boolean is(String method, Modality modality, Protocol protocol) {
      return this.method.equals(method)
          && this.modality.equals(modality.toString())
          && this.protocol.equals(protocol.toString());
    }
  }

  /**
   * The training of one method.
   *
   * @param seconds of one run, mean over the seeds
   */
  public record Training(String method, int seeds, double seconds) {}

  /** Averages over the seeds of {@code settings}. */
  public static ComparisonTable of(ComparisonSettings settings, List<ComparisonStore.Line> lines) {
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
  public OptionalDouble mean(Row row, Modality modality, Protocol protocol) {
    return rows.stream()
        .filter(c -> c.is(row.toString(), modality, protocol))
        .mapToDouble(Cell::mean)
        .findFirst();
  }
}
