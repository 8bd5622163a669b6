package dev.xdc.train;

import dev.xdc.feature.FeatureRows;
import dev.xdc.internal.engine.RowChunks;
import java.util.Optional;

/**
 * What a head starts from; its biases start from 0.
 *
 * @param weights K rows of width D
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record HeadWeights(float[][] weights) {
  private static final int CHUNK_ROWS = 4096;

  /**
   * Makes the head that distinguishes classes by the direction in which their mean feature lies
   * from the mean m of all: rows of length 1, at right angles to m.
   *
   * <p>Features are pooled behind a ReLU, so that m is long against what distinguishes classes;
   * along it, some classes would be favoured for every clip. Without that part no biases are
   * needed, and the head does not depend on the size of features. That matters as long as batch
   * norm does not know its statistics: features of fresh encoders of preset small deviate by 0.01
   * to 0.03 per channel in inference mode, where they are taken from, by 0.25 in training, and by
   * 0.3 to 0.5 in either after 40 steps. Rows of length 1 then give logits of that deviation, where
   * a drawn head (deviation 0.01, D = 128) has rows of length 0.11. A scale from the features that
   * makes logits deviate by 1 was tried first, and diverged within the first round for this reason.
   *
   * @param features N rows of width D, those of the encoder that gets the head
   * @param items the rows to take the means of
   * @param labels the class of each of the N rows
   * @param k K, above every label
   * @return empty if the means of all classes are the same. A class without items, or whose mean is
   *     that of all, has the weights 0
   */
  public static Optional<HeadWeights> classMeans(
      FeatureRows features, int[] items, int[] labels, int k) {
    FeatureRows used = features.select(items);
    int width = used.width();
    double[][] means = new double[k][width];
    int[] sizes = new int[k];
    double[] mean = new double[width];
    used.forEach(
        CHUNK_ROWS,
        (chunk, first) ->
            RowChunks.forEachRow(
                chunk,
                (i, row) -> {
                  int label = labels[items[first + i]];
                  sizes[label]++;
                  for (int d = 0; d < width; d++) {
                    means[label][d] += row[d];
                    mean[d] += row[d] / (double) items.length;
                  }
                }));
    float[][] weights = new float[k][width];
    boolean any = false;
    for (int c = 0; c < k; c++) {
      double[] direction = sizes[c] == 0 ? new double[width] : direction(means[c], sizes[c], mean);
      double length = Math.sqrt(product(direction, direction));
      // Means of equal rows differ by what rounding left of them.
      boolean differs = length > 1e-6 * Math.sqrt(product(mean, mean));
      for (int d = 0; d < width && differs; d++) {
        weights[c][d] = (float) (direction[d] / length);
      }
      any |= differs;
    }
    return any ? Optional.of(new HeadWeights(weights)) : Optional.empty();
  }

  /**
   * Returns how the mean of a class differs from that of all, without its part along the latter.
   */
  private static double[] direction(double[] sum, int size, double[] mean) {
    double[] direction = new double[mean.length];
    for (int d = 0; d < direction.length; d++) {
      direction[d] = sum[d] / size - mean[d];
    }
    double squares = product(mean, mean);
    double along = squares > 0 ? product(direction, mean) / squares : 0;
    for (int d = 0; d < direction.length; d++) {
      direction[d] -= along * mean[d];
    }
    return direction;
  }

  private static double product(double[] a, double[] b) {
    double sum = 0;
    for (int d = 0; d < a.length; d++) {
      sum += a[d] * b[d];
    }
    return sum;
  }
}
