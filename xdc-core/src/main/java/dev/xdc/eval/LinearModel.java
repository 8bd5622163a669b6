package dev.xdc.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xdc.feature.JavaRows;
import java.util.Arrays;

/**
 * A learned linear classifier, in plain Java memory: the scores of row x are ((x - mean) * scale)
 * weights + bias.
 *
 * @param mean the mean of each of the D training columns
 * @param scale one over their standard deviation; 0 for columns that did not vary
 * @param weights D rows of K weights
 * @param bias K biases
 * @param objective the minimised value
 * @param iterations steps of the search
 */
public record LinearModel(
    float[] mean,
    float[] scale,
    float[][] weights,
    float[] bias,
    double objective,
    int iterations) {

  /**
   * Returns a layer on features as they are.
   *
   * @param weights K rows of D weights
   * @param bias K biases
   */
  static LinearModel plain(float[][] weights, float[] bias) {
    int width = weights[0].length;
    float[] scale = new float[width];
    Arrays.fill(scale, 1);
    float[][] turned = new float[width][bias.length];
    for (int k = 0; k < bias.length; k++) {
      for (int d = 0; d < width; d++) {
        turned[d][k] = weights[k][d];
      }
    }
    return new LinearModel(new float[width], scale, turned, bias, Double.NaN, 0);
  }

  /** Returns D. */
  public int width() {
    return mean.length;
  }

  /** Returns the number of classes. */
  public int classes() {
    return bias.length;
  }

  /**
   * Returns the scores of each row before the softmax, shape (N, classes).
   *
   * @param features shape (N, D), FLOAT32; the result is attached to its manager
   * @throws IllegalArgumentException if the width differs
   */
  public NDArray logits(NDArray features) {
    if (features.getShape().dimension() != 2 || features.getShape().get(1) != width()) {
      throw new IllegalArgumentException(
          "features have shape " + features.getShape() + ", learned was (N, " + width() + ")");
    }
    float[] scaled = new float[width() * classes()];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = weights[i / classes()][i % classes()] * scale[i / classes()];
    }
    try (NDManager scope = NDManager.subManagerOf(features)) {
      NDArray centred = features.sub(scope.create(mean));
      centred.attach(scope);
      NDArray logits = centred.matMul(scope.create(scaled, new Shape(width(), classes())));
      logits.addi(scope.create(bias));
      logits.attach(features.getManager());
      return logits;
    }
  }

  /**
   * Returns the scores of each row before the softmax in Java memory, for {@link ScoreAverage}.
   *
   * @param features shape (N, D), FLOAT32
   */
  public float[][] scores(NDArray features) {
    try (NDArray logits = logits(features)) {
      return JavaRows.of(logits);
    }
  }

  /**
   * Returns the scores of rows in Java memory, summed in FLOAT64.
   *
   * @param rows N rows of width D
   * @throws IllegalArgumentException if a width differs
   */
  public float[][] scores(float[][] rows) {
    float[][] scores = new float[rows.length][classes()];
    double[] sums = new double[classes()];
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length != width()) {
        throw new IllegalArgumentException(
            "row " + i + " is of width " + rows[i].length + ", learned was " + width());
      }
      for (int k = 0; k < sums.length; k++) {
        sums[k] = bias[k];
      }
      for (int d = 0; d < mean.length; d++) {
        double value = (rows[i][d] - mean[d]) * scale[d];
        for (int k = 0; k < sums.length && value != 0; k++) {
          sums[k] += value * weights[d][k];
        }
      }
      for (int k = 0; k < sums.length; k++) {
        scores[i][k] = (float) sums[k];
      }
    }
    return scores;
  }

  @Override
  public String toString() {
    return "LinearModel[D="
        + width()
        + ", classes="
        + classes()
        + ", objective="
        + objective
        + ", iterations="
        + iterations
        + "]";
  }
}
