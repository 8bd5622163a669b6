package dev.xdc.data.sets;

import java.util.ArrayList;
import java.util.List;

/**
 * What files of clips that were cut from YouTube videos are called. Publishers give id and time
 * stamps only; the first name is the one of the crawlers of Kinetics and of the examples of
 * VGG-Sound, the others are what common download scripts write.
 */
final class WebClips {

  private WebClips() {}

  /**
   * Returns the names without extension that a clip may have, the likeliest first.
   *
   * @param id of the video
   * @param start of the clip in seconds
   * @param end of the clip in seconds
   */
  static List<String> stems(String id, double start, double end) {
    List<String> stems = new ArrayList<>();
    String from = digits(start);
    String to = digits(end);
    stems.add(id + "_" + from + "_" + to);
    stems.add(id + "_" + from);
    stems.add(id);
    stems.add("Y" + id);
    stems.add(id + "_" + (long) start + "_" + (long) end);
    stems.add(id + "_" + (long) start);
    stems.add(id + "_" + Math.round(start * 1000) + "_" + Math.round(end * 1000));
    return stems;
  }

  /** Returns whole seconds as six digits, as the crawlers of Kinetics write them. */
  static String digits(double seconds) {
    String text = Long.toString((long) seconds);
    return "0".repeat(Math.max(0, 6 - text.length())) + text;
  }
}
