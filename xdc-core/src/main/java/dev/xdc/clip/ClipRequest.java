package dev.xdc.clip;

import java.util.ArrayList;
import java.util.List;

/**
 * One clip to be read: which video, where in it, and cut how.
 *
 * @param index the video's position in its {@link ClipDataset}, from 0
 * @param position where the clip lies within the admissible range of the video: 0 is its beginning,
 *     1 its end
 * @param augmentationSeed decides random crop, mirror and audio shift; {@link #NO_AUGMENTATION}
 *     asks for the centre crop
 */
public record ClipRequest(int index, double position, long augmentationSeed) {

  /** The seed that stands for "centre crop, not mirrored, sound not shifted". */
  public static final long NO_AUGMENTATION = 0;

  /** Checks index and position. */
  public ClipRequest {
    if (index < 0) {
      throw new IllegalArgumentException("index is " + index + ", must be at least 0");
    }
    if (!(position >= 0 && position <= 1)) {
      throw new IllegalArgumentException("position is " + position + ", must be in [0, 1]");
    }
  }

  /** Returns the clip in the middle of video {@code index}, centre crop. */
  public static ClipRequest centre(int index) {
    return new ClipRequest(index, 0.5, NO_AUGMENTATION);
  }

  /**
   * Returns {@code n} clips spaced uniformly over video {@code index}, centre crop; one clip is the
   * middle one.
   */
  public static List<ClipRequest> uniform(int index, int n) {
    List<ClipRequest> clips = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      clips.add(new ClipRequest(index, n == 1 ? 0.5 : i / (n - 1.0), NO_AUGMENTATION));
    }
    return clips;
  }

  /**
   * Returns a random training clip of video {@code index}. It depends on the arguments alone, so
   * that the order of reading and the number of threads do not matter.
   *
   * @param seed a seed that already holds run, round and epoch, see {@link Seeds}
   */
  public static ClipRequest random(int index, long seed) {
    long mixed = Seeds.mix(seed, index);
    double position = (Seeds.mix(mixed, 1) >>> 11) * 0x1.0p-53;
    long augmentation = Seeds.mix(mixed, 2);
    return new ClipRequest(index, position, augmentation == NO_AUGMENTATION ? 1 : augmentation);
  }

  /** Tells whether this clip is cropped, mirrored and shifted at random. */
  public boolean augmented() {
    return augmentationSeed != NO_AUGMENTATION;
  }
}
