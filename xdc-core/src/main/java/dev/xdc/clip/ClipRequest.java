package dev.xdc.clip;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * One clip to be read: which video, where in it, and cut how.
 *
 * @param index the video's position in its {@link ClipDataset}, from 0
 * @param position where the clip lies within the admissible range of the video, in [0, 1]; {@link
 *     #start} makes it a frame or a sample
 * @param drawn whether the position was drawn at random rather than chosen
 * @param augmentationSeed decides random crop, mirror and audio shift; {@link #NO_AUGMENTATION}
 *     asks for the centre crop
 */
public record ClipRequest(int index, double position, boolean drawn, long augmentationSeed)
    implements Serializable {

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

  /** A clip at a chosen position: 0 is the beginning of the video, 1 its end. */
  public ClipRequest(int index, double position, long augmentationSeed) {
    this(index, position, false, augmentationSeed);
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
   * @param seed a seed that already holds run, round, epoch and the draw's place in the epoch, see
   *     {@link Seeds}: the same seed gives the same clip again
   */
  public static ClipRequest random(int index, long seed) {
    long mixed = Seeds.mix(seed, index);
    double position = (Seeds.mix(mixed, 1) >>> 11) * 0x1.0p-53;
    long augmentation = Seeds.mix(mixed, 2);
    return new ClipRequest(
        index, position, true, augmentation == NO_AUGMENTATION ? 1 : augmentation);
  }

  /** Returns whether this clip is cropped, mirrored and shifted at random. */
  public boolean augmented() {
    return augmentationSeed != NO_AUGMENTATION;
  }

  /**
   * Returns the frame or sample at which the clip begins. A drawn position gives each of the {@code
   * last + 1} places the same probability; a chosen one gives the nearest place, so that 0 and 1
   * are the first and the last.
   *
   * @param last the last place at which a clip can begin, at least 0
   */
  public long start(long last) {
    return drawn ? Math.min(last, (long) (position * (last + 1))) : Math.round(position * last);
  }

  /** Returns the same clip of another video. */
  public ClipRequest withIndex(int other) {
    return new ClipRequest(other, position, drawn, augmentationSeed);
  }
}
