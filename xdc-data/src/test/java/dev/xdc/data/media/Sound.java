package dev.xdc.data.media;

import dev.xdc.data.TestMedia;

/** Measures where a piece of sound belongs. */
final class Sound {

  private Sound() {}

  /** Returns by how many samples {@code piece} lies late, at most {@code most}, by its best fit. */
  static int delay(byte[] whole, int first, byte[] piece, int most) {
    int samples = piece.length / 2;
    int best = 0;
    double least = Double.MAX_VALUE;
    for (int n = 0; n <= 2 * most; n++) {
      // Nearest shifts first, so that of equal fits the nearest one is taken.
      int shift = (n + 1) / 2 * (n % 2 == 0 ? 1 : -1);
      double sum = 0;
      int count = 0;
      for (int i = 400; i < samples - 400; i++) {
        int at = first + i - shift;
        if (at >= 0 && 2 * at + 1 < whole.length) {
          double off = TestMedia.sample(whole, at) - TestMedia.sample(piece, i);
          sum += off * off;
          count++;
        }
      }
      if (count > 0 && sum / count < least) {
        least = sum / count;
        best = shift;
      }
    }
    return best;
  }
}
