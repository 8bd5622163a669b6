package dev.xdc;

/**
 * Which clips of a video make the items of a clustering: uniformly spaced ones, centre crop, whose
 * mean feature is one item, or each an item of its own.
 *
 * @param clipsPerVideo at least 1
 * @param eachClip whether every clip is an item; else a video is one
 */
public record ClipRule(int clipsPerVideo, boolean eachClip) {

  /** Checks the number. */
  public ClipRule {
    if (clipsPerVideo < 1) {
      throw new IllegalArgumentException(
          "clipsPerVideo is " + clipsPerVideo + ", must be at least 1");
    }
  }

  /** Returns how many clips make an item. */
  public int clipsPerItem() {
    return eachClip ? 1 : clipsPerVideo;
  }

  /** Returns how many items a video has. */
  public int itemsPerVideo() {
    return eachClip ? clipsPerVideo : 1;
  }

  /**
   * Returns the name of an item: the video's id, with the number of the clip from 1 where each is
   * an item, as in {@code goal.mp4#2}.
   */
  public String itemId(String videoId, int item) {
    return eachClip ? videoId + "#" + (item % clipsPerVideo + 1) : videoId;
  }
}
