package dev.xdc.clip;

/**
 * What stands for the missing frames where a video is shorter than a clip; the paper does not say.
 */
public enum ShortVideo {

  /** The last frame, again and again; the default. No motion is made up. */
  REPEAT_LAST("last frame repeated"),

  /** The video from its beginning, as often as needed. */
  LOOP("looped");

  private final String words;

  ShortVideo(String words) {
    this.words = words;
  }

  /** Returns what is done to such videos, for messages. */
  public String inWords() {
    return words;
  }

  /**
   * Returns which frame stands at a place of a clip.
   *
   * @param wanted number of the frame, from 0, that would stand there
   * @param available frames that there are, at least 1
   */
  public int frame(int wanted, int available) {
    return this == LOOP ? wanted % available : Math.min(wanted, available - 1);
  }
}
