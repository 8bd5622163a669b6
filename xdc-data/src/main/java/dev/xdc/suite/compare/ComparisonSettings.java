package dev.xdc.suite.compare;

import ai.djl.Device;
import dev.xdc.Preset;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipSubset;
import dev.xdc.clip.RandomSubset;
import dev.xdc.engine.TorchEngine;
import dev.xdc.eval.EvalProtocol;
import dev.xdc.suite.compare.Row.Protocol;
import dev.xdc.suite.run.Method;
import dev.xdc.suite.run.Tuning;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a comparison compares. Immutable.
 *
 * <pre>{@code
 * ComparisonSettings settings =
 *     ComparisonSettings.builder()
 *         .setPreset(Preset.small())
 *         .setRows(Row.RANDOM, Row.SDC, Row.XDC)
 *         .optSeeds(1, 2, 3)
 *         .build();
 * }</pre>
 */
public final class ComparisonSettings {
  private final Preset preset;
  private final List<Row> rows;
  private final Set<Protocol> protocols;
  private final List<Long> seeds;
  private final int labelsPerClass;
  private final Device device;
  private final Tuning tuning;
  private final boolean balancedSdc;
  private final @Nullable RandomSubset subset;

  private ComparisonSettings(Builder from, Preset preset, Device device) {
    this.preset = preset;
    this.device = device;
    rows = from.rows;
    protocols = from.protocols;
    seeds = from.seeds;
    labelsPerClass = from.labelsPerClass;
    tuning = from.tuning == null ? Tuning.of(preset) : from.tuning;
    balancedSdc = from.balancedSdc;
    subset = from.subset;
  }

  /** Returns a builder; preset and rows must be set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder that has these settings, to change some. */
  public Builder toBuilder() {
    return new Builder()
        .setPreset(preset)
        .setRows(rows)
        .optProtocols(protocols)
        .optSeeds(seeds)
        .optLabelsPerClass(labelsPerClass)
        .optDevice(device)
        .optTuning(tuning)
        .optBalancedSdc(balancedSdc)
        .optSubset(subset);
  }

  /** Builds {@link ComparisonSettings}. Not thread-safe. */
  public static final class Builder {
    private @Nullable Preset preset;
    private List<Row> rows = List.of();
    private Set<Protocol> protocols = Set.of(Protocol.values());
    private List<Long> seeds = List.of(1L);
    private int labelsPerClass;
    private @Nullable Device device;
    private @Nullable Tuning tuning;
    private boolean balancedSdc = true;
    private @Nullable RandomSubset subset;

    private Builder() {}

    /** Sets clips, encoders, pretraining and evaluation. */
    public Builder setPreset(Preset preset) {
      this.preset = preset;
      return this;
    }

    /** Sets what is compared, in the order of the table. */
    public Builder setRows(Row... rows) {
      return setRows(List.of(rows));
    }

    /** Sets what is compared, in the order of the table. */
    public Builder setRows(List<Row> rows) {
      this.rows = List.copyOf(rows);
      return this;
    }

    /** Sets how encoders are judged, none to train them only; default all protocols. */
    public Builder optProtocols(Set<Protocol> protocols) {
      this.protocols = Set.copyOf(protocols);
      return this;
    }

    /** Sets the seeds, one run of each row for each; default 1. */
    public Builder optSeeds(long... seeds) {
      return optSeeds(Arrays.stream(seeds).boxed().toList());
    }

    /** Sets the seeds, one run of each row for each; default 1. */
    public Builder optSeeds(List<Long> seeds) {
      this.seeds = List.copyOf(seeds);
      return this;
    }

    /**
     * Sets how many labels of each class fine-tuning may use; default 0, all of them.
     *
     * @throws IllegalArgumentException if negative
     */
    public Builder optLabelsPerClass(int labelsPerClass) {
      if (labelsPerClass < 0) {
        throw new IllegalArgumentException(
            "labels per class are " + labelsPerClass + ", must be at least 0 (0: all)");
      }
      this.labelsPerClass = labelsPerClass;
      return this;
    }

    /** Sets where to compute; default the engine's device. */
    public Builder optDevice(Device device) {
      this.device = device;
      return this;
    }

    /** Sets how encoders are fine-tuned; default as the preset says. */
    public Builder optTuning(Tuning tuning) {
      this.tuning = tuning;
      return this;
    }

    /** Sets whether SDC draws clips uniformly over clusters; default true, as the paper's row. */
    public Builder optBalancedSdc(boolean balancedSdc) {
      this.balancedSdc = balancedSdc;
      return this;
    }

    /** Sets the videos of the training set that encoders are pretrained on; default null, all. */
    public Builder optSubset(@Nullable RandomSubset subset) {
      this.subset = subset;
      return this;
    }

    /**
     * Returns the settings.
     *
     * @throws IllegalStateException if no preset is set
     * @throws IllegalArgumentException if there is nothing to compare
     */
    public ComparisonSettings build() {
      if (preset == null) {
        throw new IllegalStateException("no preset is set: call setPreset");
      }
      if (rows.isEmpty() || seeds.isEmpty()) {
        throw new IllegalArgumentException(
            "nothing to compare: give at least one method or baseline, and one seed");
      }
      Device where = device == null ? TorchEngine.ready().defaultDevice() : device;
      return new ComparisonSettings(this, preset, where);
    }
  }

  /** Returns the settings of clips, encoders, pretraining and evaluation. */
  public Preset preset() {
    return preset;
  }

  /** Returns what is compared, in the order of the table. */
  public List<Row> rows() {
    return rows;
  }

  /** Returns how encoders are judged; none if they are trained only. */
  public Set<Protocol> protocols() {
    return protocols;
  }

  /** Returns the seeds, one run of each row for each. */
  public List<Long> seeds() {
    return seeds;
  }

  /** Returns the labels of each class that fine-tuning may use; 0 for all. */
  public int labelsPerClass() {
    return labelsPerClass;
  }

  /** Returns where to compute. */
  public Device device() {
    return device;
  }

  /** Returns how encoders are fine-tuned. */
  public Tuning tuning() {
    return tuning;
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

  @Override
  public String toString() {
    return "ComparisonSettings[" + rows + ", seeds " + seeds + ", " + fingerprint() + "]";
  }
}
