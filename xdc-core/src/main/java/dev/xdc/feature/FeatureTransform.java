package dev.xdc.feature;

import ai.djl.ndarray.NDArray;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is done to features before they are clustered. The paper states nothing for SDC, MDC and XDC
 * ({@link #raw()}); DeepCluster whitens ({@link #pcaWhitenL2(int)}).
 */
@FunctionalInterface
public interface FeatureTransform {

  /**
   * Learns the transform from {@code features}, N rows of width D, which stay unchanged.
   *
   * @return the learned transform; plain Java memory, nothing to close
   */
  Fitted fit(FeatureRows features);

  /** Learns the transform from an array of shape (N, D), FLOAT32. */
  default Fitted fit(NDArray features) {
    return fit(FeatureRows.of(features));
  }

  /** Returns how many principal components are kept at most; 0 if features keep their columns. */
  default int components() {
    return 0;
  }

  /** A learned transform, applicable to rows that took no part in the learning. */
  @FunctionalInterface
  interface Fitted {
    /**
     * Returns the rows transformed, each for itself: a new array attached to the manager of {@code
     * features}, which stay unchanged.
     */
    NDArray apply(NDArray features);

    /** Returns the rows transformed, a chunk at a time when they are read. */
    default FeatureRows apply(FeatureRows features) {
      return features.map(this::apply);
    }
  }

  /** Features as they are: the result of {@link Fitted#apply} shares their memory. */
  static FeatureTransform raw() {
    return PlainTransform.RAW;
  }

  /** Each row divided by its Euclidean norm; rows of zeros stay zero. */
  static FeatureTransform l2() {
    return PlainTransform.L2;
  }

  /**
   * Principal components with unit variance, then {@link #l2()}: DeepCluster's preparation.
   *
   * @param components how many components to keep (DeepCluster: 256); at most D and N - 1 are kept,
   *     see {@link PcaWhitening}
   * @throws IllegalArgumentException if {@code components < 1}
   */
  static FeatureTransform pcaWhitenL2(int components) {
    return new PcaWhitenL2(components);
  }

  /**
   * Returns the transform of a text as {@code toString()} spells it: {@code RAW}, {@code L2} or
   * {@code PcaWhitenL2[components=N]}.
   *
   * @throws IllegalArgumentException if it is none of them
   */
  static FeatureTransform named(String text) {
    for (PlainTransform plain : PlainTransform.values()) {
      if (plain.name().equalsIgnoreCase(text)) {
        return plain;
      }
    }
    Matcher whitening = Pattern.compile("PcaWhitenL2\\[components=(\\d{1,9})]").matcher(text);
    if (!whitening.matches()) {
      throw new IllegalArgumentException(
          "the feature transform is " + text + ", must be RAW, L2 or PcaWhitenL2[components=N]");
    }
    return pcaWhitenL2(Integer.parseInt(whitening.group(1)));
  }
}
