package dev.xdc.feature;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Averages the features of the clips of each row as they come and hands finished rows on, so that
 * no more than a few rows are held.
 */
final class MeanRows {
  private static final int BLOCK_ROWS = 1024;

  private final FeatureWriter writer;
  private final int width;
  private final int clipsPerRow;
  private final float[] block;
  private final BitSet missing = new BitSet();
  private int blockStart;
  private int row;
  private int clips;

  MeanRows(FeatureWriter writer, int width, int clipsPerRow) {
    this.writer = writer;
    this.width = width;
    this.clipsPerRow = clipsPerRow;
    block = new float[BLOCK_ROWS * width];
  }

  /**
   * Adds clips.
   *
   * @param features one row of features per clip
   * @param positions for each clip its place among all clips asked for; never falls
   */
  void add(float[] features, int[] positions) throws IOException {
    for (int i = 0; i < positions.length; i++) {
      advance(positions[i] / clipsPerRow);
      int at = (row - blockStart) * width;
      for (int d = 0; d < width; d++) {
        block[at + d] += features[i * width + d];
      }
      clips++;
    }
  }

  /** Goes to row {@code next}; rows without a clip on the way are zero. */
  private void advance(int next) throws IOException {
    while (row < next) {
      int at = (row - blockStart) * width;
      for (int d = 0; d < width; d++) {
        block[at + d] /= Math.max(1, clips);
      }
      missing.set(row, clips == 0);
      clips = 0;
      row++;
      if (row - blockStart == BLOCK_ROWS) {
        flush();
      }
    }
  }

  private void flush() throws IOException {
    int rows = row - blockStart;
    if (rows > 0) {
      writer.write(Arrays.copyOf(block, rows * width));
      Arrays.fill(block, 0);
      blockStart = row;
    }
  }

  /** Hands the last rows on, up to that of the last of {@code allClips} clips. */
  FeatureBank finish(int allClips) throws IOException {
    advance(allClips / clipsPerRow);
    flush();
    return writer.finish(missing);
  }
}
