package dev.xdc.examples.cli;

import java.util.List;

/**
 * A figure that the paper prints, top-1 in percent on the video network R(2+1)D-18 or the audio
 * network ResNet-18.
 *
 * @param kind how the encoder was trained
 * @param data what it was pretrained on; empty for nothing
 * @param value as printed
 * @param where the table, and what it averages over
 */
record PaperValue(
    String suite, SuiteProtocol protocol, String kind, String data, String value, String where) {

  private static final String SPLIT_1 = "Table 5, split 1";
  private static final String MEAN_VIDEO = "Table 7a, mean of the splits, 32 frames";
  private static final String MEAN_AUDIO = "Table 7b, mean of the splits";

  private static final List<PaperValue> ALL =
      List.of(
          full("ucf101", "Scratch", "", "54.5", SPLIT_1),
          full("ucf101", "XDC", "Kinetics", "86.8", MEAN_VIDEO),
          full("ucf101", "XDC", "AudioSet", "93.0", MEAN_VIDEO),
          full("ucf101", "XDC", "IG-Random", "94.6", MEAN_VIDEO),
          full("ucf101", "XDC", "IG-Kinetics", "95.5", MEAN_VIDEO),
          fc("ucf101", "Random", "", "6.0 +- 1.0"),
          fc("ucf101", "XDC", "IG-Random", "80.7"),
          fc("ucf101", "XDC", "IG-Kinetics", "85.3"),
          full("hmdb51", "Scratch", "", "24.1", SPLIT_1),
          full("hmdb51", "XDC", "Kinetics", "52.6", MEAN_VIDEO),
          full("hmdb51", "XDC", "AudioSet", "63.7", MEAN_VIDEO),
          full("hmdb51", "XDC", "IG-Random", "66.5", MEAN_VIDEO),
          full("hmdb51", "XDC", "IG-Kinetics", "68.9", MEAN_VIDEO),
          fc("hmdb51", "Random", "", "7.5 +- 0.6"),
          fc("hmdb51", "XDC", "IG-Random", "49.9"),
          fc("hmdb51", "XDC", "IG-Kinetics", "56.0"),
          full("esc50", "Scratch", "", "54.3", SPLIT_1),
          full("esc50", "XDC", "AudioSet", "84.8", MEAN_AUDIO),
          full("esc50", "XDC", "IG-Random", "85.4", MEAN_AUDIO),
          fc("esc50", "Random", "", "61.3 +- 2.5"),
          fc("esc50", "XDC", "IG-Random", "84.5"),
          fc("esc50", "XDC", "IG-Kinetics", "84.3"),
          new PaperValue("dcase", SuiteProtocol.SVM, "XDC", "AudioSet", "95", MEAN_AUDIO),
          new PaperValue("dcase", SuiteProtocol.SVM, "XDC", "IG-Random", "95", MEAN_AUDIO));

  private static PaperValue full(
      String suite, String kind, String data, String value, String where) {
    return new PaperValue(suite, SuiteProtocol.FULL, kind, data, value, where);
  }

  private static PaperValue fc(String suite, String kind, String data, String value) {
    return new PaperValue(suite, SuiteProtocol.FC, kind, data, value, SPLIT_1);
  }

  /** Returns what the paper has beside a result. */
  static List<PaperValue> of(String suite, SuiteProtocol protocol, String kind) {
    return ALL.stream()
        .filter(v -> v.suite.equals(suite) && v.protocol == protocol && v.kind.equals(kind))
        .toList();
  }

  /** Returns the figure with its origin. */
  @Override
  public String toString() {
    return (data.isEmpty() ? kind : kind + " on " + data) + " " + value + " (" + where + ")";
  }
}
