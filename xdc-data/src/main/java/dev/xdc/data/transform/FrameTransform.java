package dev.xdc.data.transform;

import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.ClipSpec.PictureNormalization;
import dev.xdc.clip.Seeds;
import dev.xdc.data.media.FrameSize;
import java.nio.FloatBuffer;

/**
 * Cuts a square from decoded frames and normalises it: random place and mirror in training, the
 * centre otherwise (paper §4.1). All frames of a clip are cut alike and normalised alike.
 *
 * <p>Usable from many threads at once.
 */
public final class FrameTransform {

  // Means and deviations of red, green and blue in [0, 1], by the authors of the paper (issue 2 of
  // their
  // repository); those of Kinetics.
  private static final double[] MEAN = {0.43216, 0.394666, 0.37645};
  private static final double[] DEVIATION = {0.22803, 0.22145, 0.216989};

  /**
   * Added to a clip's own deviation under {@link PictureNormalization#PER_CLIP}, so that a flat
   * picture is not blown up to noise.
   */
  public static final double FLAT = 0.05;

  private static final long LEFT = "crop-left".hashCode();
  private static final long TOP = "crop-top".hashCode();
  private static final long MIRROR = "mirror".hashCode();

  /** The normalised value of each of the 256 values of each channel. */
  private static final float[][] CONSTANTS = table(MEAN, DEVIATION);

  private final ClipSpec spec;

  /** Transforms frames to clips of {@code spec}. */
  public FrameTransform(ClipSpec spec) {
    this.spec = spec;
  }

  /**
   * Returns the means of red, green and blue in [0, 1] that {@link PictureNormalization#CONSTANTS}
   * subtracts.
   */
  public static double[] mean() {
    return MEAN.clone();
  }

  /**
   * Returns the deviations of red, green and blue in [0, 1] that {@link
   * PictureNormalization#CONSTANTS} divides by.
   */
  public static double[] deviation() {
    return DEVIATION.clone();
  }

  /**
   * Writes the clip's frames as (T, H, W, 3).
   *
   * @param frames rgb24 frames of {@code size}
   * @param first number of the clip's first frame in {@code frames}; where they end before the clip
   *     does, {@link ClipSpec#shortVideo} says what stands for those missing
   * @param size of the frames; both sides at least the crop
   * @param clip decides crop and mirror
   * @param out receives T x H x W x 3 values from its position on
   */
  public void apply(byte[] frames, int first, FrameSize size, ClipRequest clip, FloatBuffer out) {
    int crop = spec.crop();
    int available = frames.length / size.bytes() - first;
    int left = offset(clip, LEFT, size.width() - crop);
    int top = offset(clip, TOP, size.height() - crop);
    boolean mirror =
        spec.flip() && clip.augmented() && (Seeds.mix(clip.augmentationSeed(), MIRROR) & 1) == 1;
    int[] rows = new int[spec.frames() * crop];
    for (int t = 0; t < spec.frames(); t++) {
      int shown = first + spec.shortVideo().frame(t * spec.frameStride(), available);
      int frame = shown * size.bytes();
      for (int y = 0; y < crop; y++) {
        rows[t * crop + y] = frame + 3 * ((top + y) * size.width() + left);
      }
    }
    float[][] table =
        spec.normalization() == PictureNormalization.CONSTANTS
            ? CONSTANTS
            : ownTable(frames, rows, crop);
    float[] values = new float[3 * crop];
    for (int at : rows) {
      if (mirror) {
        normaliseMirrored(frames, at, table, values);
      } else {
        normalise(frames, at, table, values);
      }
      out.put(values);
    }
  }

  private static int offset(ClipRequest clip, long axis, int room) {
    if (room < 0) {
      throw new IllegalArgumentException(
          "the frame is smaller than the crop by " + -room + " pixels");
    }
    if (!clip.augmented()) {
      return room / 2;
    }
    return (int) Long.remainderUnsigned(Seeds.mix(clip.augmentationSeed(), axis), room + 1L);
  }

  private static void normalise(byte[] frames, int at, float[][] table, float[] row) {
    float[] red = table[0];
    float[] green = table[1];
    float[] blue = table[2];
    for (int i = 0; i < row.length; i += 3) {
      row[i] = red[frames[at + i] & 255];
      row[i + 1] = green[frames[at + i + 1] & 255];
      row[i + 2] = blue[frames[at + i + 2] & 255];
    }
  }

  private static void normaliseMirrored(byte[] frames, int at, float[][] table, float[] row) {
    for (int i = 0; i < row.length; i += 3) {
      int from = at + row.length - 3 - i;
      for (int c = 0; c < 3; c++) {
        row[i + c] = table[c][frames[from + c] & 255];
      }
    }
  }

  /** Returns the table of a clip's own mean and deviation, counted over all its cut frames. */
  private static float[][] ownTable(byte[] frames, int[] rows, int crop) {
    int[][] counts = new int[3][256];
    for (int at : rows) {
      for (int i = 0; i < 3 * crop; i += 3) {
        counts[0][frames[at + i] & 255]++;
        counts[1][frames[at + i + 1] & 255]++;
        counts[2][frames[at + i + 2] & 255]++;
      }
    }
    double[] mean = new double[3];
    double[] deviation = new double[3];
    double total = (double) rows.length * crop;
    for (int c = 0; c < 3; c++) {
      double squares = 0;
      for (int v = 0; v < 256; v++) {
        mean[c] += counts[c][v] / total * (v / 255.0);
        squares += counts[c][v] / total * (v / 255.0) * (v / 255.0);
      }
      deviation[c] = Math.sqrt(Math.max(0, squares - mean[c] * mean[c])) + FLAT;
    }
    return table(mean, deviation);
  }

  private static float[][] table(double[] mean, double[] deviation) {
    float[][] table = new float[3][256];
    for (int c = 0; c < 3; c++) {
      for (int v = 0; v < 256; v++) {
        table[c][v] = (float) ((v / 255.0 - mean[c]) / deviation[c]);
      }
    }
    return table;
  }
}
