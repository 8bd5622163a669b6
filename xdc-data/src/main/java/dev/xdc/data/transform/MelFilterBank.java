package dev.xdc.data.transform;

import dev.xdc.clip.MelTriangles;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Triangular filters with centres evenly spaced on the mel scale {@code 1127 ln(1 + f / 700)}, from
 * 0 Hz to half the sample rate.
 */
final class MelFilterBank {

  /** Bins with a weight, ascending, and their weights; by filter. */
  private final int[][] bins;

  private final double[][] weights;

  /**
   * Lays out the filters.
   *
   * @param bands F, number of filters
   * @param size of the Fourier transform, an even number
   * @param sampleRateHertz of the sound
   */
  MelFilterBank(MelTriangles triangles, int bands, int size, int sampleRateHertz) {
    bins = new int[bands][];
    weights = new double[bands][];
    double step = mel(sampleRateHertz / 2.0) / (bands + 1);
    for (int band = 0; band < bands; band++) {
      double[] full =
          triangles == MelTriangles.HERTZ
              ? inHertz(band, step, size / 2, sampleRateHertz)
              : inMel(band, step, size / 2, sampleRateHertz);
      bins[band] = IntStream.range(0, full.length).filter(bin -> full[bin] != 0).toArray();
      weights[band] = IntStream.of(bins[band]).mapToDouble(bin -> full[bin]).toArray();
    }
  }

  /**
   * Returns the weights of a triangle in hertz over bins 0 to {@code last}, that at half the sample
   * rate. VMZ's rule, its slips included: weights are scaled to the sum 1 before the first bin past
   * the end of the triangle, or the last bin of all, is left out; and that last bin's energy is
   * added to bin 0, whose imaginary part is where FFmpeg's real transform keeps it.
   */
  private static double[] inHertz(int band, double step, int last, int sampleRateHertz) {
    double binHertz = sampleRateHertz / 2.0 / (last + 1);
    double start = hertz(band * step) / binHertz;
    double middle = hertz((band + 1) * step) / binHertz;
    double end = hertz((band + 2) * step) / binHertz;
    double rise = Math.max(1, middle - start);
    double fall = Math.max(1, end - middle);
    double[] full = new double[last + 1];
    for (int bin = 0; bin <= last; bin++) {
      double distance = bin < middle ? (middle - bin) / rise : (bin - middle) / fall;
      full[bin] = Math.max(0, 1 - distance);
    }
    scale(full, Arrays.stream(full).sum());
    Arrays.fill(full, Math.min(last, (int) end + 1), last + 1, 0);
    full[last] = full[0];
    if (Arrays.stream(full).sum() == 0) {
      // A filter beyond the last bin in use; not with the paper's numbers.
      full[last - 1] = 1;
    }
    return full;
  }

  /** Returns the weights of a triangle in mel over the bins below half the sample rate. */
  private static double[] inMel(int band, double step, int count, int sampleRateHertz) {
    double binHertz = sampleRateHertz / 2.0 / count;
    double[] full = new double[count];
    for (int bin = 0; bin < count; bin++) {
      double distance = Math.abs(mel(bin * binHertz) - (band + 1) * step) / step;
      full[bin] = Math.max(0, 1 - distance);
    }
    if (Arrays.stream(full).sum() == 0) {
      // A filter narrower than the distance of two bins takes the nearest one.
      full[(int) Math.min(count - 1, Math.round(hertz((band + 1) * step) / binHertz))] = 1;
    }
    scale(full, Arrays.stream(full).sum());
    return full;
  }

  private static void scale(double[] weights, double sum) {
    for (int i = 0; sum > 0 && i < weights.length; i++) {
      weights[i] /= sum;
    }
  }

  /**
   * Returns the output of filter {@code band}.
   *
   * @param power of the bins from 0 Hz to half the sample rate, both included
   */
  double energy(int band, double[] power) {
    double sum = 0;
    double[] filter = weights[band];
    int[] at = bins[band];
    for (int i = 0; i < filter.length; i++) {
      sum += filter[i] * power[at[i]];
    }
    return sum;
  }

  /**
   * Returns the weights of every filter, F rows of as many columns as there are bins from 0 Hz to
   * half the sample rate, both included.
   */
  float[][] matrix(int columns) {
    float[][] matrix = new float[bins.length][columns];
    for (int band = 0; band < matrix.length; band++) {
      for (int i = 0; i < bins[band].length; i++) {
        matrix[band][bins[band][i]] = (float) weights[band][i];
      }
    }
    return matrix;
  }

  private static double mel(double hertz) {
    return 1127 * Math.log1p(hertz / 700);
  }

  private static double hertz(double mel) {
    return 700 * Math.expm1(mel / 1127);
  }
}
