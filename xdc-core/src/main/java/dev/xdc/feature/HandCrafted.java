package dev.xdc.feature;

import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Features that need no network, for the very first clustering. The paper tried such a start (iDT
 * and spectrograms, supplement A): on small data it saves rounds, on large data it costs time and
 * biases the result.
 *
 * <ul>
 *   <li>sound: mean and standard deviation over time of every mel band, width 2 F
 *   <li>picture: a histogram of gradient orientations, its mean and standard deviation over the
 *       frames, and how often two orientations occur side by side on strong edges (square root of
 *       the counts), width 2 x 12 + 12 x 12
 * </ul>
 */
final class HandCrafted {
  private static final int BINS = 12;

  /** Share of pixels with the weakest gradients that count as no edge. */
  private static final double FLAT_SHARE = 0.8;

  private HandCrafted() {}

  /** Returns the width of the features of a modality. */
  static int width(ClipSpec spec, Modality modality) {
    return modality == Modality.AUDIO ? 2 * spec.melBands() : 2 * BINS + BINS * BINS;
  }

  /** Returns the features of one clip as it lies in a batch. */
  static float[] describe(ClipSpec spec, Modality modality, FloatBuffer clip) {
    return modality == Modality.AUDIO ? sound(spec, clip) : picture(spec, clip);
  }

  private static float[] sound(ClipSpec spec, FloatBuffer clip) {
    int bands = spec.melBands();
    double[] sum = new double[bands];
    double[] squares = new double[bands];
    for (int i = 0; i < spec.audioFrames() * bands; i++) {
      float value = clip.get(i);
      sum[i % bands] += value;
      squares[i % bands] += (double) value * value;
    }
    float[] features = new float[2 * bands];
    meanAndDeviation(sum, squares, spec.audioFrames(), features);
    return features;
  }

  private static float[] picture(ClipSpec spec, FloatBuffer clip) {
    int side = spec.crop();
    int inner = side - 2;
    int frames = spec.frames();
    int[][] bins = new int[frames][inner * inner];
    float[][] strengths = new float[frames][inner * inner];
    double[] sum = new double[BINS];
    double[] squares = new double[BINS];
    for (int t = 0; t < frames; t++) {
      float[] grey = grey(clip, t, side);
      double[] histogram = new double[BINS];
      for (int y = 0; y < inner; y++) {
        for (int x = 0; x < inner; x++) {
          float dx = grey[(y + 1) * side + x + 2] - grey[(y + 1) * side + x];
          float dy = grey[(y + 2) * side + x + 1] - grey[y * side + x + 1];
          float strength = (float) Math.hypot(dx, dy);
          double turn = Math.atan2(dy, dx) / (2 * Math.PI);
          int bin = (int) ((turn < 0 ? turn + 1 : turn) * BINS) % BINS;
          bins[t][y * inner + x] = bin;
          strengths[t][y * inner + x] = strength;
          histogram[bin] += strength;
        }
      }
      for (int b = 0; b < BINS; b++) {
        sum[b] += histogram[b];
        squares[b] += histogram[b] * histogram[b];
      }
    }
    float[] features = new float[width(spec, Modality.VIDEO)];
    meanAndDeviation(sum, squares, frames, features);
    neighbours(bins, strengths, inner, features);
    return features;
  }

  /**
   * Counts pairs of orientations on strong edges, a fourteenth of the picture apart in four
   * directions.
   */
  private static void neighbours(int[][] bins, float[][] strengths, int inner, float[] features) {
    int step = Math.max(1, Math.round(inner / 14f));
    float edge = quantile(strengths);
    for (int t = 0; t < bins.length; t++) {
      for (int y = 0; y + step < inner; y++) {
        for (int x = step; x + step < inner; x++) {
          int at = y * inner + x;
          if (strengths[t][at] <= edge) {
            continue;
          }
          int[] others = {
            at + step, at + step * inner, at + step * inner + step, at + step * inner - step
          };
          for (int other : others) {
            if (strengths[t][other] > edge) {
              features[2 * BINS + bins[t][at] * BINS + bins[t][other]]++;
            }
          }
        }
      }
    }
    for (int i = 2 * BINS; i < features.length; i++) {
      features[i] = (float) Math.sqrt(features[i]);
    }
  }

  private static float quantile(float[][] strengths) {
    float[] all = new float[strengths.length * strengths[0].length];
    for (int t = 0; t < strengths.length; t++) {
      System.arraycopy(strengths[t], 0, all, t * strengths[t].length, strengths[t].length);
    }
    Arrays.sort(all);
    return all[(int) (FLAT_SHARE * (all.length - 1))];
  }

  private static float[] grey(FloatBuffer clip, int frame, int side) {
    float[] grey = new float[side * side];
    int start = frame * side * side * 3;
    for (int i = 0; i < grey.length; i++) {
      grey[i] =
          (clip.get(start + 3 * i) + clip.get(start + 3 * i + 1) + clip.get(start + 3 * i + 2)) / 3;
    }
    return grey;
  }

  private static void meanAndDeviation(double[] sum, double[] squares, int n, float[] features) {
    for (int i = 0; i < sum.length; i++) {
      double mean = sum[i] / n;
      features[i] = (float) mean;
      features[sum.length + i] = (float) Math.sqrt(Math.max(0, squares[i] / n - mean * mean));
    }
  }
}
