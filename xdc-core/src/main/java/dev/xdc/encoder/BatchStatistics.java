package dev.xdc.encoder;

/** Of which clips batch norm takes mean and variance when several devices share a batch. */
public enum BatchStatistics {
  /**
   * Of the whole batch; the default. A step then comes to what one device would come to, but for
   * rounding, so that the number of devices is no setting of the training. The devices exchange two
   * numbers per channel at every norm.
   */
  JOINT,
  /**
   * Each device of its own part of the batch, without exchange; running statistics are those of the
   * first part. This is what data parallelism usually means, and another training than on one
   * device: the smaller the parts, the noisier their statistics.
   */
  PER_DEVICE
}
