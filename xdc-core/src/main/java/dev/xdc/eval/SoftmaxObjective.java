package dev.xdc.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;

/**
 * Mean cross-entropy of a linear softmax classifier plus half the penalty times the squared
 * weights, biases excepted.
 */
final class SoftmaxObjective extends LinearObjective {
  private final NDArray labels;
  private final int classes;

  /**
   * Takes the training set, owned by the caller.
   *
   * @param features shape (N, D)
   * @param labels shape (N, 1), INT32
   */
  SoftmaxObjective(NDArray features, NDArray labels, int classes, double penalty) {
    super(features, classes, (double) features.getShape().get(0), penalty, false);
    this.labels = labels;
    this.classes = classes;
  }

  @Override
  Losses losses(NDArray scores, int first) {
    NDArray logs = scores.logSoftmax(1);
    long end = first + scores.getShape().get(0);
    NDArray truth =
        labels
            .get(scores.getManager(), new NDIndex("{}:{}", first, end))
            .flatten()
            .oneHot(classes, DataType.FLOAT32);
    return new Losses(logs.mul(truth).sum().neg(), logs.exp().subi(truth));
  }
}
