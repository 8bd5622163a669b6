package dev.xdc.suite;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A way of judging encoders in a suite. */
public enum SuiteProtocol {
  /** A logistic regression on frozen features. */
  PROBE(true),
  /** One layer by gradient descent on a frozen encoder, over a grid of learning rates. */
  FC(true),
  /** All of the network by gradient descent, over a grid of learning rates. */
  FULL(false),
  /** A linear SVM on features of the last stage. */
  SVM(true),
  /** Probes with few labels per class. */
  FEW_LABELS(true),
  /** Retrieval within and across modalities, and the vote of the nearest neighbours. */
  RETRIEVAL(true),
  /** Agreement of clusters with classes. */
  CLUSTERS(true);

  private final boolean frozen;

  SuiteProtocol(boolean frozen) {
    this.frozen = frozen;
  }

  /** Returns whether encoders stay as they are. */
  public boolean isFrozen() {
    return frozen;
  }

  /** Returns whether encoders or a layer are trained over a grid of learning rates. */
  public boolean isGrid() {
    return this == FC || this == FULL;
  }

  /** Returns whether it judges features alone, whatever made them. */
  public boolean usesFeaturesOnly() {
    return switch (this) {
      case PROBE, FEW_LABELS, RETRIEVAL, CLUSTERS -> true;
      case FC, FULL, SVM -> false;
    };
  }

  /** Returns whether another seed gives another result on the same encoder. */
  boolean variesWithSeed() {
    return this == FC || this == FULL || this == FEW_LABELS || this == CLUSTERS;
  }

  /**
   * Returns the protocol of a name as {@link #toString()} spells it.
   *
   * @throws IllegalArgumentException if there is none; lists them
   */
  public static SuiteProtocol of(String name) {
    return Arrays.stream(values())
        .filter(p -> p.toString().equalsIgnoreCase(name.strip()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown protocol '"
                        + name
                        + "', must be one of "
                        + Arrays.stream(values())
                            .map(SuiteProtocol::toString)
                            .collect(Collectors.joining(", "))));
  }

  /** Returns the name as the command line spells it, such as {@code few-labels}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
