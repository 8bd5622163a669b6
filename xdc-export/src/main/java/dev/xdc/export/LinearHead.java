package dev.xdc.export;

import dev.xdc.eval.LinearModel;
import java.util.List;

/**
 * A linear classifier as one layer on the features of a clip.
 *
 * @param classes K names
 * @param weights D rows of K, one after the other
 * @param bias K values
 */
record LinearHead(List<String> classes, float[] weights, float[] bias) {

  /** Folds the standardisation of the features into the weights, in double precision. */
  static LinearHead of(LinearModel model, List<String> classes) {
    int k = model.classes();
    if (classes.size() != k) {
      throw new IllegalArgumentException(
          classes.size() + " class names for a head of " + k + " classes, must be as many");
    }
    float[] weights = new float[model.width() * k];
    double[] bias = new double[k];
    for (int d = 0; d < model.width(); d++) {
      for (int c = 0; c < k; c++) {
        double weight = (double) model.weights()[d][c] * model.scale()[d];
        weights[d * k + c] = (float) weight;
        bias[c] -= weight * model.mean()[d];
      }
    }
    float[] sums = new float[k];
    for (int c = 0; c < k; c++) {
      sums[c] = (float) (model.bias()[c] + bias[c]);
    }
    return new LinearHead(List.copyOf(classes), weights, sums);
  }

  /** Returns D. */
  int width() {
    return weights.length / bias.length;
  }

  @Override
  public String toString() {
    return "LinearHead[D=" + width() + ", classes=" + classes.size() + "]";
  }
}
