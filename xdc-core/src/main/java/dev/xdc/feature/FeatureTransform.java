package dev.xdc.feature;

import ai.djl.ndarray.NDArray;

/**
 * What is done to features before they are clustered. The paper states nothing for SDC, MDC and XDC
 * ({@link #raw()}); DeepCluster whitens ({@link #pcaWhitenL2(int)}).
 */
@FunctionalInterface
public interface FeatureTransform {

  /**
   * Learns the transform from {@code features} of shape (N, D), which stay unchanged.
   *
   * @return the learned transform; plain Java memory, nothing to close
   */
  Fitted fit(NDArray features);

  /** A learned transform, applicable to rows that took no part in the learning. */
  @FunctionalInterface
  interface Fitted {
    /**
     * Returns the transformed rows, a new array attached to the manager of {@code features}, which
     * stay unchanged.
     */
    NDArray apply(NDArray features);
  }

  /** Features as they are: the result of {@link Fitted#apply} shares their memory. */
  static FeatureTransform raw() {
    return named("raw", features -> FeatureTransform::view);
  }

  /** Each row divided by its Euclidean norm; rows of zeros stay zero. */
  static FeatureTransform l2() {
    return named("l2", features -> FeatureTransform::unitRows);
  }

  /**
   * Principal components with unit variance, then {@link #l2()}: DeepCluster's preparation.
   *
   * @param components how many components to keep (DeepCluster: 256); at most D and N - 1 are kept,
   *     see {@link PcaWhitening}
   * @throws IllegalArgumentException if {@code components < 1}
   */
  static FeatureTransform pcaWhitenL2(int components) {
    if (components < 1) {
      throw new IllegalArgumentException("components is " + components + ", must be at least 1");
    }
    return named(
        "pca-whiten-l2(" + components + ")",
        features -> {
          PcaWhitening whitening = PcaWhitening.fit(features, components);
          return rows -> {
            try (NDArray white = whitening.apply(rows)) {
              return unitRows(white);
            }
          };
        });
  }

  /**
   * Gives a transform a name to print. Runs compare their settings by what they print, so a
   * transform of your own needs one to be resumed in another JVM.
   */
  static FeatureTransform named(String name, FeatureTransform transform) {
    return new FeatureTransform() {
      @Override
      public Fitted fit(NDArray features) {
        return transform.fit(features);
      }

      @Override
      public String toString() {
        return name;
      }
    };
  }

  private static NDArray view(NDArray rows) {
    return rows.reshape(rows.getShape());
  }

  private static NDArray unitRows(NDArray rows) {
    try (NDArray norms = rows.norm(new int[] {1}, true);
        NDArray divisors = norms.maximum(1e-12f)) {
      return rows.div(divisors);
    }
  }
}
