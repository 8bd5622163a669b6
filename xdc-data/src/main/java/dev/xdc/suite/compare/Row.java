package dev.xdc.suite.compare;

import dev.xdc.clip.Modality;
import dev.xdc.suite.run.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A row of the comparison: how the encoders that are judged came about. */
public enum Row {
  /** Fresh encoders, frozen. */
  RANDOM(null),
  /** No encoders: the features that small presets start from. */
  HAND_CRAFTED(null),
  /** Fresh encoders, trained on the few labels only. */
  SCRATCH(null),
  /** Encoders trained on all labels of the training set. */
  SUPERVISED(null),
  SDC(Method.SDC),
  MDC(Method.MDC),
  CDC(Method.CDC),
  XDC(Method.XDC),
  SAME_VIDEO(Method.SAME_VIDEO),
  SAME_AUDIO(Method.SAME_AUDIO);

  private final @Nullable Method method;

  Row(@Nullable Method method) {
    this.method = method;
  }

  /** Returns how the encoders are pretrained; null for a baseline. */
  @Nullable Method method() {
    return method;
  }

  /** Returns whether encoders must be trained before they are judged. */
  boolean isTrained() {
    return method != null || this == SUPERVISED;
  }

  /** Returns whether the cell exists: fresh encoders are either frozen or trained. */
  boolean has(Modality modality, Protocol protocol) {
    return switch (this) {
      case RANDOM -> protocol == Protocol.PROBE;
      case SCRATCH -> protocol == Protocol.FINETUNE;
      default -> method == null || method.trains(modality);
    };
  }

  /**
   * Returns the row of a method.
   *
   * @throws IllegalArgumentException if it is a baseline here
   */
  public static Row of(Method method) {
    return Arrays.stream(values())
        .filter(r -> r.method == method)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    method + " is a baseline, no method: name it among the baselines"));
  }

  /**
   * Returns the baseline of a name.
   *
   * @throws IllegalArgumentException if there is none; lists them
   */
  public static Row baseline(String name) {
    List<Row> baselines = Arrays.stream(values()).filter(r -> r.method == null).toList();
    return baselines.stream()
        .filter(r -> r.toString().equalsIgnoreCase(name.strip()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown baseline '"
                        + name
                        + "', must be none or some of "
                        + baselines.stream().map(Row::toString).collect(Collectors.joining(", "))));
  }

  /** Returns the name as results spell it, such as {@code same-video}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** How encoders are judged. */
  public enum Protocol {
    /** A linear classifier on frozen features, all labels. */
    PROBE,
    /** All of the network trained on a few labels. */
    FINETUNE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
