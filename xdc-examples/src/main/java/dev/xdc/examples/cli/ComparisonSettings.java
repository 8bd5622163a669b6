package dev.xdc.examples.cli;

import ai.djl.Device;
import dev.xdc.Preset;
import dev.xdc.eval.EvalProtocol;
import dev.xdc.examples.cli.Row.Protocol;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a comparison compares.
 *
 * @param preset settings of clips, encoders, pretraining and evaluation
 * @param rows in the order of the table
 * @param protocols how encoders are judged; none to train them only
 * @param seeds one run of each row for each
 * @param labelsPerClass labels that fine-tuning may use
 * @param device where to compute
 */
record ComparisonSettings(
    Preset preset,
    List<Row> rows,
    Set<Protocol> protocols,
    List<Long> seeds,
    int labelsPerClass,
    Device device) {

  /** Checks that there is something to compare. */
  ComparisonSettings {
    rows = List.copyOf(rows);
    protocols = Set.copyOf(protocols);
    seeds = List.copyOf(seeds);
    if (rows.isEmpty() || seeds.isEmpty()) {
      throw new IllegalArgumentException(
          "nothing to compare: give at least one method or baseline, and one seed");
    }
    if (labelsPerClass < 1) {
      throw new IllegalArgumentException(
          "--labels-per-class is " + labelsPerClass + ", must be at least 1");
    }
  }

  /** Returns how fine-tuning is judged, with the labels that {@code seed} chooses. */
  EvalProtocol fewLabels(long seed) {
    return preset.protocol().withLabelsPerClass(labelsPerClass, seed);
  }

  /**
   * Returns everything that decides a single result, by name. Rows and seeds are not among it: more
   * of them may be added to a comparison later.
   */
  Map<String, String> fingerprint() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("clip", preset.clip().toString());
    settings.put("video encoder", preset.video().toString());
    settings.put("audio encoder", preset.audio().toString());
    settings.put("clusters", Integer.toString(preset.clusters()));
    settings.put("pretraining", preset.config().toString());
    settings.put("fine-tuning", preset.fineTune().toString());
    settings.put("supervised", preset.supervised().toString());
    settings.put("evaluation", preset.protocol().toString());
    settings.put("labels per class", Integer.toString(labelsPerClass));
    return settings;
  }
}
