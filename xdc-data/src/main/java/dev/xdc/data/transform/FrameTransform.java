package dev.xdc.data.transform;

import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Seeds;
import dev.xdc.data.media.FrameSize;
import java.nio.FloatBuffer;

/**
 * Cuts a square from decoded frames and normalises it: random place and mirror in training, the centre
 * otherwise (paper §4.1). All frames of a clip are cut alike.
 *
 * <p>Usable from many threads at once.
 */
public final class FrameTransform {

  // Means and deviations of red, green and blue in [0, 1], by the authors of the paper (issue 2 of their
  // repository); those of Kinetics.
  private static final double[] MEAN = {0.43216, 0.394666, 0.37645};
  private static final double[] DEVIATION = {0.22803, 0.22145, 0.216989};

  private static final long LEFT = "crop-left".hashCode();
  private static final long TOP = "crop-top".hashCode();
  private static final long MIRROR = "mirror".hashCode();

  /** The normalised value of each of the 256 values of each channel. */
  private static final float[][] NORMALISED = new float[3][256];

  static {
    for (int c = 0; c < 3; c++) {
      for (int v = 0; v < 256; v++) {
        NORMALISED[c][v] = (float) ((v / 255.0 - MEAN[c]) / DEVIATION[c]);
      }
    }
  }

  private final ClipSpec spec;

  /** Transforms frames to clips of {@code spec}. */
  public FrameTransform(ClipSpec spec) {
    this.spec = spec;
  }

  /**
   * Writes the clip's frames as (T, H, W, 3).
   *
   * @param frames rgb24 frames of {@code size}
   * @param first number of the clip's first frame in {@code frames}; where they end before the clip does, the
   *     last one is repeated
   * @param size of the frames; both sides at least the crop
   * @param clip decides crop and mirror
   * @param out receives T x H x W x 3 values from its position on
   */
  public void apply(byte[] frames, int first, FrameSize size, ClipRequest clip, FloatBuffer out) {
    int crop = spec.crop();
    int available = frames.length / size.bytes();
    int left = offset(clip, LEFT, size.width() - crop);
    int top = offset(clip, TOP, size.height() - crop);
    boolean mirror =
        spec.flip() && clip.augmented() && (Seeds.mix(clip.augmentationSeed(), MIRROR) & 1) == 1;
    float[] row = new float[3 * crop];
    for (int t = 0; t < spec.frames(); t++) {
      int frame = Math.min(first + t, available - 1);
      for (int y = 0; y < crop; y++) {
        int at = frame * size.bytes() + 3 * ((top + y) * size.width() + left);
        if (mirror) {
          normaliseMirrored(frames, at, row);
        } else {
          normalise(frames, at, row);
        }
        out.put(row);
      }
    }
  }

  private static int offset(ClipRequest clip, long axis, int room) {
    if (room < 0) {
      throw new IllegalArgumentException("the frame is smaller than the crop by " + -room + " pixels");
    }
    if (!clip.augmented()) {
      return room / 2;
    }
    return (int) Long.remainderUnsigned(Seeds.mix(clip.augmentationSeed(), axis), room + 1L);
  }

  private static void normalise(byte[] frames, int at, float[] row) {
    float[] red = NORMALISED[0];
    float[] green = NORMALISED[1];
    float[] blue = NORMALISED[2];
    for (int i = 0; i < row.length; i += 3) {
      row[i] = red[frames[at + i] & 255];
      row[i + 1] = green[frames[at + i + 1] & 255];
      row[i + 2] = blue[frames[at + i + 2] & 255];
    }
  }

  private static void normaliseMirrored(byte[] frames, int at, float[] row) {
    for (int i = 0; i < row.length; i += 3) {
      int from = at + row.length - 3 - i;
      for (int c = 0; c < 3; c++) {
        row[i + c] = NORMALISED[c][frames[from + c] & 255];
      }
    }
  }
}
