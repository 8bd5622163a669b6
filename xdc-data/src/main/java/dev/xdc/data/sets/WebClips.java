package dev.xdc.data.sets;

import dev.xdc.data.media.Segment;
import java.util.ArrayList;
import java.util.List;

/**
 * What files of clips that were cut from YouTube videos are called. Publishers give id and time
 * stamps only; the first name is the one of the crawlers of Kinetics and of the examples of
 * VGG-Sound, the others are what common download scripts write. A file that is named by the id
 * alone may be the clip or the whole video: it is cut by the time stamps unless it is no longer
 * than they say.
 */
final class WebClips {

  private WebClips() {}

  /**
   * Returns the names without extension that a clip may have, the likeliest first.
   *
   * @param id of the video
   * @param clip where in the video the clip lies
   */
  static List<String> stems(String id, Segment clip) {
    double start = clip.startSeconds();
    double end = clip.endSeconds();
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

  /** Returns whether a file of that name may be the whole video, from which the clip is cut. */
  static boolean mayBeWhole(String stem, String id) {
    return stem.equals(id) || stem.equals("Y" + id);
  }

  /** Returns whole seconds as six digits, as the crawlers of Kinetics write them. */
  static String digits(double seconds) {
    String text = Long.toString((long) seconds);
    return "0".repeat(Math.max(0, 6 - text.length())) + text;
  }
}
