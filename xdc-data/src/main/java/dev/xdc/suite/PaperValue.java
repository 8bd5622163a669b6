package dev.xdc.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A figure that the paper prints, top-1 in percent on the video network R(2+1)D-18 or the audio
 * network ResNet-18.
 *
 * @param kind how the encoder was trained, and on what
 * @param value as printed; several where a table varies one thing
 * @param where the table, and what it averages over
 * @param splits that the figure is of
 */
public record PaperValue(
    String suite,
    SuiteProtocol protocol,
    SuiteKind kind,
    String value,
    String where,
    Set<String> splits) {

  /** The suites of the ablations, in the order of the columns below. */
  private static final List<String> ABLATIONS = List.of("ucf101", "hmdb51", "esc50");

  private static final SuiteProtocol FULL = SuiteProtocol.FULL;
  private static final SuiteProtocol FC = SuiteProtocol.FC;
  private static final String BY_K = "Table 2, k = 64, 128, 256, 512, 1024";
  private static final String BY_SIZE = "Table 4, from 1M, 16M, 65M videos";
  private static final String NONE = "NA";

  private static final List<PaperValue> ALL =
      Stream.of(
              first(FULL, "Scratch", "", "Tables 1, 3, 5", "54.5", "24.1", "54.3"),
              first(FULL, "Superv", "ImageNet", "Tables 3, 5", "79.9", "44.5", NONE),
              first(FULL, "Superv", "Kinetics", "Tables 1, 3, 5", "90.9", "58.0", "82.3"),
              first(FULL, "Superv", "AudioSet-240K", "Table 3", "76.6", "40.8", "78.3"),
              first(FULL, "Superv", "AudioSet", "Tables 3, 5", "84.0", "53.5", "90.3"),
              first(FULL, "SDC", "Kinetics", "Table 1", "61.8", "31.4", "66.5"),
              first(FULL, "MDC", "Kinetics", "Table 1", "68.4", "37.1", "70.3"),
              first(FULL, "CDC", "Kinetics", "Table 1", "72.9", "37.5", "74.8"),
              first(FULL, "XDC", "Kinetics", "Tables 1, 3", "74.2", "39.0", "78.0"),
              first(FULL, "XDC", "AudioSet-240K", "Table 3", "77.4", "42.6", "78.5"),
              first(FULL, "XDC", "AudioSet", "Table 3", "84.9", "48.8", "85.8"),
              first(FULL, "XDC", "IG-Random", "Tables 3, 4, 5", "88.8", "61.2", "86.3"),
              first(FULL, "XDC", "IG-Kinetics", "Tables 3, 4, 5", "91.5", "63.1", "84.8"),
              first(
                  FULL,
                  "XDC",
                  "Kinetics",
                  BY_K,
                  "73.8, 73.1, 74.2, 74.0, 72.6",
                  "36.5, 39.0, 38.3, 37.7, 37.7",
                  "78.0, 76.3, 75.0, 74.5, 71.5"),
              first(
                  FULL,
                  "XDC",
                  "AudioSet-240K",
                  BY_K,
                  "77.4, 77.2, 76.7, 77.1, 75.3",
                  "41.3, 42.6, 41.6, 40.6, 40.7",
                  "78.5, 77.8, 77.3, 76.8, 73.5"),
              first(
                  FULL,
                  "XDC",
                  "AudioSet",
                  BY_K,
                  "84.1, 84.3, 84.9, 84.4, 84.2",
                  "47.4, 47.6, 48.8, 48.5, 48.4",
                  "84.8, 85.8, 85.0, 84.5, 83.0"),
              first(
                  FULL,
                  "XDC",
                  "IG-Random",
                  BY_SIZE,
                  "79.6, 84.1, 88.8",
                  "45.1, 55.2, 61.2",
                  "77.8, 84.3, 86.3"),
              first(
                  FULL,
                  "XDC",
                  "IG-Kinetics",
                  BY_SIZE,
                  "84.2, 87.6, 91.5",
                  "50.3, 57.3, 63.1",
                  "79.5, 82.5, 84.8"),
              first(FC, "Random", "", "Table 5", "6.0 +- 1.0", "7.5 +- 0.6", "61.3 +- 2.5"),
              first(FC, "Superv", "ImageNet", "Table 5", "74.5", "42.8", NONE),
              first(FC, "Superv", "Kinetics", "Table 5", "89.7", "61.5", "79.5"),
              first(FC, "Superv", "AudioSet", "Table 5", "80.2", "51.6", "88.5"),
              first(FC, "XDC", "IG-Random", "Table 5", "80.7", "49.9", "84.5"),
              first(FC, "XDC", "IG-Kinetics", "Table 5", "85.3", "56.0", "84.3"),
              mean("Superv", "ImageNet", "84.0", "48.1", NONE),
              mean("Superv", "Kinetics", "94.2", "65.1", NONE),
              mean("XDC", "Kinetics", "86.8", "52.6", NONE),
              mean("XDC", "AudioSet", "93.0", "63.7", "84.8"),
              mean("XDC", "IG-Random", "94.6", "66.5", "85.4"),
              mean("XDC", "IG-Kinetics", "95.5", "68.9", NONE),
              Stream.of(dcase("AudioSet", "95"), dcase("IG-Random", "95")))
          .flatMap(values -> values)
          .toList();

  /** What a figure is of. */
  private record Origin(String where, Set<String> splits) {}

  /** A row of a table on the first split of each suite; video has 8 frames. */
  private static Stream<PaperValue> first(
      SuiteProtocol protocol, String method, String data, String tables, String... values) {
    return row(
        protocol,
        new SuiteKind(method, data),
        new Origin(tables + ", split 1, 8 frames", Set.of("split1")),
        new Origin(tables + ", fold 1", Set.of("fold1")),
        values);
  }

  /** A row of Table 7, of full fine-tuning over all splits of each suite. */
  private static Stream<PaperValue> mean(String method, String data, String... values) {
    return row(
        FULL,
        new SuiteKind(method, data),
        new Origin("Table 7a, mean of the splits, 32 frames", numbered("split", 3)),
        new Origin("Table 7b, mean of the folds", numbered("fold", 5)),
        values);
  }

  private static Stream<PaperValue> row(
      SuiteProtocol protocol, SuiteKind kind, Origin video, Origin sound, String... values) {
    List<PaperValue> row = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      String suite = ABLATIONS.get(i);
      Origin of = suite.equals("esc50") ? sound : video;
      row.add(new PaperValue(suite, protocol, kind, values[i], of.where(), of.splits()));
    }
    return row.stream().filter(value -> !value.value.equals(NONE));
  }

  private static Set<String> numbered(String name, int last) {
    return Set.copyOf(IntStream.rangeClosed(1, last).mapToObj(n -> name + n).toList());
  }

  private static PaperValue dcase(String data, String value) {
    return new PaperValue(
        "dcase",
        SuiteProtocol.SVM,
        new SuiteKind("XDC", data),
        value,
        "Table 7b",
        Set.of("heldout"));
  }

  /** Returns whether the paper judges encoders so, of whatever kind. */
  public static boolean covers(String suite, SuiteProtocol protocol) {
    return ALL.stream().anyMatch(v -> v.suite.equals(suite) && v.protocol == protocol);
  }

  /**
   * Returns what the paper has beside a result.
   *
   * @param splits that the result is of; a figure of others has no place beside it
   */
  static List<PaperValue> of(
      String suite, SuiteProtocol protocol, SuiteKind kind, List<String> splits) {
    return ALL.stream()
        .filter(v -> v.suite.equals(suite) && v.protocol == protocol && kind.matches(v.kind))
        .filter(v -> Set.copyOf(splits).containsAll(v.splits))
        .toList();
  }

  /** Returns the figure with its origin. */
  @Override
  public String toString() {
    return kind + " " + value + " (" + where + ")";
  }
}
