package dev.xdc.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Activation;

/**
 * Squared hinge losses of linear classifiers of each class against the rest, times C, plus half the
 * squared weights and biases. Each class has a minimum of its own; their sum is minimised.
 */
final class SquaredHingeObjective extends LinearObjective {
  private final NDArray signs;

  /**
   * Takes the training set, owned by the caller.
   *
   * @param features shape (N, D)
   * @param signs 1 at the class of each row and -1 elsewhere, shape (N, K)
   */
  SquaredHingeObjective(NDArray features, NDArray signs, double c) {
    super(features, Math.toIntExact(signs.getShape().get(1)), 1 / c, 1, true);
    this.signs = signs;
  }

  @Override
  Losses losses(NDArray scores, int first) {
    long end = first + scores.getShape().get(0);
    NDArray y = signs.get(scores.getManager(), new NDIndex("{}:{}", first, end));
    NDArray missing = Activation.relu(scores.muli(y).negi().addi(1)); // to the margin
    return new Losses(missing.square().sum(), missing.muli(y).muli(-2));
  }
}
