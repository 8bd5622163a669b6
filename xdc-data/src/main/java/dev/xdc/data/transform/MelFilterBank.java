package dev.xdc.data.transform;

import java.util.Arrays;

/**
 * Triangular filters, evenly spaced on the mel scale {@code 1127 ln(1 + f / 700)} from 0 Hz up.
 * Each one's weights sum to 1.
 */
final class MelFilterBank {

  private final int[] firstBin;
  private final double[][] weights;

  /**
   * Lays out the filters.
   *
   * @param bands F, number of filters
   * @param bins number of usable bins of the spectrum, the first one at 0 Hz
   * @param binHertz distance of two bins
   * @param highestHertz where the last filter ends
   */
  MelFilterBank(int bands, int bins, double binHertz, double highestHertz) {
    firstBin = new int[bands];
    weights = new double[bands][];
    double step = mel(highestHertz) / (bands + 1);
    for (int band = 0; band < bands; band++) {
      double[] full = new double[bins];
      for (int bin = 0; bin < bins; bin++) {
        double distance = Math.abs(mel(bin * binHertz) - (band + 1) * step) / step;
        full[bin] = Math.max(0, 1 - distance);
      }
      if (Arrays.stream(full).sum() == 0) {
        // A filter narrower than the distance of two bins takes the nearest one.
        double centre = 700 * Math.expm1((band + 1) * step / 1127);
        full[(int) Math.min(bins - 1, Math.round(centre / binHertz))] = 1;
      }
      store(band, full);
    }
  }

  private void store(int band, double[] full) {
    int from = 0;
    while (full[from] == 0) {
      from++;
    }
    int to = full.length;
    while (full[to - 1] == 0) {
      to--;
    }
    double sum = Arrays.stream(full).sum();
    firstBin[band] = from;
    weights[band] = Arrays.stream(full, from, to).map(w -> w / sum).toArray();
  }

  /** Returns the output of filter {@code band} on a power spectrum. */
  double energy(int band, double[] power) {
    double sum = 0;
    double[] filter = weights[band];
    int at = firstBin[band];
    for (int i = 0; i < filter.length; i++) {
      sum += filter[i] * power[at + i];
    }
    return sum;
  }

  private static double mel(double hertz) {
    return 1127 * Math.log1p(hertz / 700);
  }
}
