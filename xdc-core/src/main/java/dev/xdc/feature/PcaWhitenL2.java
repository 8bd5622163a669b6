package dev.xdc.feature;

import ai.djl.ndarray.NDArray;

/** {@link PcaWhitening}, then rows of unit length. */
record PcaWhitenL2(int components) implements MomentTransform {

  PcaWhitenL2 {
    if (components < 1) {
      throw new IllegalArgumentException("components is " + components + ", must be at least 1");
    }
  }

  @Override
  public Fitted fit(RowMoments moments) {
    return new Learned(PcaWhitening.fit(moments, components));
  }

  /** The learned transform. */
  record Learned(PcaWhitening whitening) implements Fitted {

    @Override
    public NDArray apply(NDArray features) {
      try (NDArray white = whitening.apply(features)) {
        return PlainTransform.L2.apply(white);
      }
    }
  }
}
