package dev.xdc.timing;

/** What a run spends time on. No two phases overlap; what belongs to none is called other. */
public enum Phase {
  /** Training or validation has no batch yet: decoding and transforms are behind. */
  WAIT("waiting for data"),

  /** A training step up to its loss, with the copy of the batch to the device. */
  FORWARD("forward"),

  /** The gradients. */
  BACKWARD("backward"),

  /** The optimizer changes the weights. */
  UPDATE("update"),

  /** The losses of the last steps are read; here the thread waits for a GPU. */
  READ_OUT("reading losses"),

  /** The loss of held-out clips, and how much the features of a few clips differ. */
  VALIDATION("validation"),

  /** Feature extraction has no batch yet. */
  FEATURE_WAIT("waiting for data for features"),

  /** Features of all clips are computed and stored. */
  FEATURES("features"),

  /** The feature transform is fitted and applied. */
  TRANSFORM("feature transform"),

  /** Features are clustered, and clips that took no part get the label of the nearest centroid. */
  CLUSTERING("clustering"),

  /**
   * Training stands still for a checkpoint: arrays are copied, or the one before is still being
   * written.
   */
  CHECKPOINT("checkpoint");

  private final String title;

  Phase(String title) {
    this.title = title;
  }

  /** Returns the name to show, such as {@code waiting for data}. */
  @Override
  public String toString() {
    return title;
  }
}
