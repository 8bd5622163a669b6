package dev.xdc.train;

/** What the weights of a fresh head are, at the start of every round. */
public enum HeadInit {
  /** Drawn from N(0, {@link XdcConfig#headDeviation}), biases 0: the paper's, and the default. */
  NORMAL,
  /**
   * Directions of the classes' mean features, see {@link HeadWeights#classMeans}, so that the first
   * step already points the encoder to its labels. DeepCluster-v2 (Caron et al. 2020) starts from
   * the centroids of its clustering in this way. In cross-modal clustering the centroids belong to
   * the other encoder, so the means are taken of the encoder's own features under its labels.
   *
   * <p>Where the encoder's features were not extracted, heads are {@link #NORMAL}: in a first round
   * on hand-crafted features, and when the last clustering is trained on once more.
   */
  CLASS_MEANS
}
