package dev.xdc.train;

/** What is clustered in the first round, when the encoders know nothing. */
public enum InitialFeatures {
  /**
   * The features of the untrained encoders: what the paper does (supplement A), and the default.
   */
  RANDOM_ENCODER,
  /**
   * Features that need no network: statistics of the spectrogram, and of gradient orientations. The
   * paper tried such a start and dropped it for large data; on small data it saves rounds
   * (supplement A).
   */
  HAND_CRAFTED
}
