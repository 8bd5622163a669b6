package dev.xdc.train;

/** What gets a pseudo-label of its own; the paper does not say. */
public enum LabelGranularity {
  /**
   * The video: its feature is the mean over its clips, and every random clip of it inherits the
   * label. The default.
   */
  VIDEO,
  /**
   * The clip: each of a video's fixed clips is clustered by itself and trained on with its own
   * label.
   */
  CLIP
}
