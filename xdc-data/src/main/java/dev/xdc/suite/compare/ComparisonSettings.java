package dev.xdc.suite.compare;

import ai.djl.Device;
import dev.xdc.Preset;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipSubset;
import dev.xdc.clip.RandomSubset;
import dev.xdc.eval.EvalProtocol;
import dev.xdc.suite.compare.Row.Protocol;
import dev.xdc.suite.run.Method;
import dev.xdc.suite.run.Tuning;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a comparison compares.
 *
 * @param preset settings of clips, encoders, pretraining and evaluation
 * @param rows in the order of the table
 * @param protocols how encoders are judged; none to train them only
 * @param seeds one run of each row for each
 * @param labelsPerClass labels that fine-tuning may use
 * @param device where to compute
 * @param tuning how encoders are fine-tuned
 * @param balancedSdc whether SDC draws clips uniformly over clusters, as the paper's row did
 * @param subset the videos of the training set that encoders are pretrained on; null for all
 */
public record ComparisonSettings(
    Preset preset,
    List<Row> rows,
    Set<Protocol> protocols,
    List<Long> seeds,
    int labelsPerClass,
    Device device,
    Tuning tuning,
    boolean balancedSdc,
    @Nullable RandomSubset subset) {

  /** Checks that there is something to compare. */
  public ComparisonSettings {
    rows = List.copyOf(rows);
    protocols = Set.copyOf(protocols);
    seeds = List.copyOf(seeds);
    if (rows.isEmpty() || seeds.isEmpty()) {
      throw new IllegalArgumentException(
          "nothing to compare: give at least one method or baseline, and one seed");
    }
    if (labelsPerClass < 0) {
      throw new IllegalArgumentException(
          "--labels-per-class is " + labelsPerClass + ", must be at least 0 (0: all)");
    }
  }

  /** The preset's fine-tuning, SDC balanced, all videos. */
  public ComparisonSettings(
      Preset preset,
      List<Row> rows,
      Set<Protocol> protocols,
      List<Long> seeds,
      int labelsPerClass,
      Device device) {
    this(preset, rows, protocols, seeds, labelsPerClass, device, Tuning.of(preset), true, null);
  }

  /** Returns the settings of pretraining by {@code method}. */
  public Preset pretraining(Method method) {
    return balancedSdc && method == Method.SDC
        ? preset.withConfig(preset.config().toBuilder().optBalanceClusters(true).build())
        : preset;
  }

  /** Returns the videos of the training set that encoders are pretrained on. */
  ClipDataset pretrained(ClipDataset train) {
    return subset == null ? train : ClipSubset.random(train, subset);
  }

  /** Returns how fine-tuning is judged, with the labels that {@code seed} chooses. */
  EvalProtocol fewLabels(long seed) {
    return preset.protocol().withLabelsPerClass(labelsPerClass, seed);
  }

  /**
   * Returns everything that decides a single result, by name. Rows and seeds are not among it: more
   * of them may be added to a comparison later.
   */
  public Map<String, String> fingerprint() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("clip", preset.clip().toString());
    settings.put("video encoder", preset.video().toString());
    settings.put("audio encoder", preset.audio().toString());
    settings.put("clusters", Integer.toString(preset.clusters()));
    settings.put(
        "pretraining",
        preset.config()
            + (balancedSdc ? ", sdc with balanced clusters" : "")
            + (subset == null ? "" : ", on " + subset));
    settings.put("fine-tuning", tuning.text());
    settings.put("supervised", preset.supervised().toString());
    settings.put("evaluation", preset.protocol().toString());
    settings.put("labels per class", Integer.toString(labelsPerClass));
    return settings;
  }
}
