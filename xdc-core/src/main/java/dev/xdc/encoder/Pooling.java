package dev.xdc.encoder;

/** How the last feature map becomes one row. */
public enum Pooling {
  /** Mean over time and space: the video encoder, and audio stem B. */
  AVERAGE,
  /** Maximum over time and space: audio stem A of the paper's code family. */
  MAX
}
