package dev.xdc.data.cache;

import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import java.io.Serializable;
import java.util.Set;

/**
 * What all videos of a set of shards have in common.
 *
 * @param keep in which form they are kept
 * @param modalities what is kept of each; not empty
 * @param shortSide pixels of the shorter side of the picture, aspect kept; at least 8
 * @param framesPerSecond rate of the picture
 * @param sampleRateHertz rate of the sound, which has one channel; at least 1000
 */
public record ShardFormat(
    ShardEncoding keep,
    Set<Modality> modalities,
    int shortSide,
    double framesPerSecond,
    int sampleRateHertz)
    implements Serializable {

  /** Checks every setting against its range. */
  public ShardFormat {
    modalities = Set.copyOf(modalities);
    if (modalities.isEmpty()) {
      throw new IllegalArgumentException("modalities are empty, must hold at least one");
    }
    check(shortSide >= 8, "shortSide", shortSide, "at least 8 pixels");
    check(
        framesPerSecond > 0 && framesPerSecond <= 1000,
        "framesPerSecond",
        framesPerSecond,
        "in (0, 1000]");
    check(sampleRateHertz >= 1000, "sampleRateHertz", sampleRateHertz, "at least 1000");
  }

  private static void check(boolean ok, String name, Object value, String range) {
    if (!ok) {
      throw new IllegalArgumentException(
          "ShardFormat." + name + " is " + value + ", must be " + range);
    }
  }

  /**
   * Checks that clips of {@code spec} can be cut from such shards. Raw ones must have just its
   * size, frame rate and sample rate; encoded ones may have more.
   *
   * @param name of the shards, for the message
   * @throws IllegalArgumentException if not; says what they hold, what is needed, and the remedy
   */
  public void check(ClipSpec spec, Set<Modality> needed, String name) {
    for (Modality modality : needed) {
      if (!modalities.contains(modality)) {
        throw new IllegalArgumentException(
            name
                + " holds "
                + modalities
                + " only, "
                + modality
                + " is needed; prepare again with it");
      }
    }
    if (needed.contains(Modality.VIDEO)) {
      compare(shortSide, spec.shortSide(), "a short side of", "pixels", name);
      compare(framesPerSecond, spec.framesPerSecond(), "", "frames per second", name);
    }
    if (needed.contains(Modality.AUDIO)) {
      compare(sampleRateHertz, spec.sampleRateHertz(), "sound at", "Hz", name);
    }
  }

  private void compare(double held, double needed, String before, String unit, String name) {
    boolean fits = keep == ShardEncoding.RAW ? held == needed : held >= needed;
    if (!fits) {
      throw new IllegalArgumentException(
          (name + " holds " + keep + " videos with " + before + " " + number(held))
                  .replace("  ", " ")
              + " "
              + unit
              + ", clips need "
              + number(needed)
              + "; prepare again with "
              + (before + " " + number(needed)).strip()
              + " "
              + unit
              + (keep == ShardEncoding.RAW && held > needed ? ", or keep them encoded" : ""));
    }
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
