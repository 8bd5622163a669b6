package dev.xdc.feature;

import ai.djl.ndarray.NDArray;

/** The transforms that have nothing to learn. Their names are part of a run's settings. */
enum PlainTransform implements FeatureTransform, FeatureTransform.Fitted {
  RAW {
    @Override
    public NDArray apply(NDArray features) {
      return features.reshape(features.getShape());
    }

    @Override
    public FeatureRows apply(FeatureRows features) {
      return features;
    }
  },
  L2 {
    @Override
    public NDArray apply(NDArray features) {
      try (NDArray norms = features.norm(new int[] {1}, true);
          NDArray divisors = norms.maximum(1e-12f)) {
        return features.div(divisors);
      }
    }
  };

  @Override
  public Fitted fit(FeatureRows features) {
    return this;
  }
}
