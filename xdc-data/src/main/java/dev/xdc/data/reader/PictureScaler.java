package dev.xdc.data.reader;

import dev.xdc.data.media.FrameSize;

/**
 * Resizes rgb24 pictures by a triangle filter, as wide as the picture shrinks: linear interpolation
 * where it grows, without moire where it shrinks. Holds working memory: one per thread.
 */
final class PictureScaler {
  private static final int COLOURS = 3;

  private final FrameSize from;
  private final FrameSize to;
  private final Weights columns;
  private final Weights rows;
  private final float[] between;

  /** Makes a scaler between two sizes. */
  PictureScaler(FrameSize from, FrameSize to) {
    this.from = from;
    this.to = to;
    columns = Weights.of(from.width(), to.width());
    rows = Weights.of(from.height(), to.height());
    between = new float[from.height() * to.width() * COLOURS];
  }

  /**
   * Which pixels a pixel of the result is a mean of: {@code shares[i]} from {@code first[i]} on.
   */
  private record Weights(int[] first, float[][] shares) {
    static Weights of(int from, int to) {
      double scale = (double) from / to;
      double reach = Math.max(1, scale);
      int[] first = new int[to];
      float[][] shares = new float[to][];
      for (int i = 0; i < to; i++) {
        double centre = (i + 0.5) * scale;
        first[i] = (int) Math.max(0, Math.floor(centre - reach));
        int end = (int) Math.min(from, Math.ceil(centre + reach));
        shares[i] = new float[end - first[i]];
        double sum = 0;
        for (int k = 0; k < shares[i].length; k++) {
          double distance = Math.abs(first[i] + k + 0.5 - centre) / reach;
          shares[i][k] = (float) Math.max(0, 1 - distance);
          sum += shares[i][k];
        }
        for (int k = 0; k < shares[i].length; k++) {
          shares[i][k] /= (float) sum;
        }
      }
      return new Weights(first, shares);
    }
  }

  /**
   * Resizes a picture.
   *
   * @param picture rgb24, rows from the top
   * @param out receives the result from {@code at} on
   */
  void scale(byte[] picture, byte[] out, int at) {
    if (from.equals(to)) {
      System.arraycopy(picture, 0, out, at, to.bytes());
      return;
    }
    int width = to.width();
    for (int y = 0; y < from.height(); y++) {
      for (int x = 0; x < width; x++) {
        float[] shares = columns.shares[x];
        for (int c = 0; c < COLOURS; c++) {
          float sum = 0;
          int source = (y * from.width() + columns.first[x]) * COLOURS + c;
          for (int k = 0; k < shares.length; k++) {
            sum += shares[k] * (picture[source + k * COLOURS] & 255);
          }
          between[(y * width + x) * COLOURS + c] = sum;
        }
      }
    }
    int line = width * COLOURS;
    for (int y = 0; y < to.height(); y++) {
      float[] shares = rows.shares[y];
      for (int i = 0; i < line; i++) {
        float sum = 0;
        for (int k = 0; k < shares.length; k++) {
          sum += shares[k] * between[(rows.first[y] + k) * line + i];
        }
        out[at + y * line + i] = (byte) Math.round(Math.min(255, Math.max(0, sum)));
      }
    }
  }
}
