package dev.xdc.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.xdc.feature.FeatureStats;

/**
 * Training rows less their mean and divided by their standard deviation, column by column.
 *
 * @param mean of each of the D columns
 * @param scale one over the standard deviation; 0 for columns that do not vary
 * @param rows shape (N, D)
 */
record Standardised(float[] mean, float[] scale, NDArray rows) {

  /**
   * Standard deviation relative to the mean below which a FLOAT32 column is constant but for
   * rounding.
   */
  private static final double CONSTANT = 1e-6;

  /**
   * Reads features, which stay as they are.
   *
   * @param features shape (N, D), FLOAT32, N at least 1
   * @param type of the rows returned, FLOAT32 or FLOAT64
   * @param scope what the result is attached to
   * @throws IllegalArgumentException if a value is not finite
   */
  static Standardised of(NDArray features, DataType type, NDManager scope) {
    FeatureStats stats = FeatureStats.of(features);
    int width = stats.width();
    float[] mean = new float[width];
    float[] scale = new float[width];
    for (int d = 0; d < width; d++) {
      mean[d] = (float) stats.mean()[d];
      double deviation = Math.sqrt(stats.variance()[d]);
      scale[d] = deviation > CONSTANT * Math.abs(mean[d]) ? (float) (1 / deviation) : 0;
    }
    NDArray rows = features.sub(scope.create(mean).toType(type, false));
    rows.attach(scope);
    rows.muli(scope.create(scale));
    return new Standardised(mean, scale, rows);
  }

  /**
   * Returns what a search over {@link LinearObjective} found as a model.
   *
   * @param classes K
   */
  LinearModel model(Lbfgs.Minimum found, int classes) {
    float[][] weights = new float[mean.length][classes];
    float[] bias = new float[classes];
    for (int k = 0; k < classes; k++) {
      for (int d = 0; d < mean.length; d++) {
        weights[d][k] = (float) found.point()[k * mean.length + d];
      }
      bias[k] = (float) found.point()[mean.length * classes + k];
    }
    return new LinearModel(mean, scale, weights, bias, found.value(), found.iterations());
  }
}
