package dev.xdc.suite;

import dev.xdc.weights.PretrainedWeights;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How encoders came about, in the words of the paper's tables.
 *
 * @param method such as {@code XDC}, {@code Superv}, {@code Scratch}
 * @param data what they were pretrained on, as the tables name it; empty for nothing, or if it is
 *     not known
 */
public record SuiteKind(String method, String data) {

  /** Fresh encoders, frozen. */
  public static final SuiteKind RANDOM = new SuiteKind("Random", "");

  /** Fresh encoders, trained on the task itself. */
  public static final SuiteKind SCRATCH = new SuiteKind("Scratch", "");

  /** No network at all: the features that small presets start from. */
  public static final SuiteKind HAND_CRAFTED = new SuiteKind("Hand-crafted", "");

  /** A model that does not record it. */
  public static final SuiteKind UNKNOWN = new SuiteKind("unknown", "");

  /** What a run notes of encoders that did not start from random weights. */
  private static final Pattern GIVEN_WEIGHTS = Pattern.compile("first (video|audio) weights");

  private static final List<String> METHODS = List.of("SDC", "MDC", "CDC", "XDC", "Superv");

  /**
   * Returns the kind of a method that somebody names.
   *
   * @throws IllegalArgumentException if the paper has no such row; lists those of models
   */
  public static SuiteKind named(String method) {
    return METHODS.stream()
        .filter(known -> known.equalsIgnoreCase(method.strip()))
        .map(known -> new SuiteKind(known, ""))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "method is "
                        + method
                        + ", must be one of "
                        + String.join(", ", METHODS).toLowerCase(Locale.ROOT)));
  }

  /** Returns what a model's provenance says: of a run, of published weights, of fine-tuning. */
  static SuiteKind of(Map<String, String> provenance) {
    SuiteKind start = pretrained(provenance);
    if (!provenance.containsKey("fine-tuned on")) {
      return start;
    }
    return provenance.getOrDefault("weights", "").startsWith("fresh")
        ? new SuiteKind("Superv", "")
        : new SuiteKind("fine-tuned " + start, "");
  }

  private static SuiteKind pretrained(Map<String, String> provenance) {
    if ("supervised".equals(provenance.get("method"))) {
      boolean fresh = provenance.keySet().stream().noneMatch(GIVEN_WEIGHTS.asMatchPredicate());
      return new SuiteKind(fresh ? "Superv" : "supervised from given weights", "");
    }
    String run = provenance.containsKey("finished run.exchange") ? "finished run." : "";
    String exchange = provenance.get(run + "exchange");
    if (exchange == null) {
      return PretrainedWeights.of(Path.of(provenance.getOrDefault("weights", "")))
          .map(SuiteKind::of)
          .orElse(UNKNOWN);
    }
    String video = provenance.getOrDefault(run + "video encoder", "video");
    String audio = provenance.getOrDefault(run + "audio encoder", "audio");
    boolean oneModality = network(video).equals(network(audio));
    return new SuiteKind(oneModality ? "same-modality " + exchange : exchange, "");
  }

  /** Returns the first word of an encoder's description, such as {@code AudioResNet}. */
  private static String network(String encoder) {
    return encoder.split("[^A-Za-z0-9+()]", 2)[0];
  }

  private static SuiteKind of(PretrainedWeights weights) {
    return switch (weights) {
      case XDC_IG65M_KINETICS -> new SuiteKind("XDC", "IG-Kinetics");
      case XDC_IG65M_RANDOM -> new SuiteKind("XDC", "IG-Random");
      case XDC_AUDIOSET -> new SuiteKind("XDC", "AudioSet");
      case FS_KINETICS, TORCHVISION_KINETICS400 -> new SuiteKind("Superv", "Kinetics");
      case FS_IMAGENET -> new SuiteKind("Superv", "ImageNet");
    };
  }

  /** Returns whether a row of the paper is of this kind; on any data if ours is not known. */
  boolean matches(SuiteKind row) {
    return method.equals(row.method) && (data.isEmpty() || data.equals(row.data));
  }

  @Override
  public String toString() {
    return data.isEmpty() ? method : method + " on " + data;
  }
}
