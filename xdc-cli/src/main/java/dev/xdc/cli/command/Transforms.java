package dev.xdc.cli.command;

import dev.xdc.feature.FeatureTransform;

/** What is done to features before they are clustered, by what the command line says. */
final class Transforms {

  private Transforms() {}

  /**
   * Returns whitening to {@code components}, or raw features for 0.
   *
   * @throws IllegalArgumentException if negative
   */
  static FeatureTransform pca(int components) {
    if (components < 0) {
      throw new IllegalArgumentException("--pca is " + components + ", must be at least 0");
    }
    return components == 0 ? FeatureTransform.raw() : FeatureTransform.pcaWhitenL2(components);
  }
}
