package dev.xdc.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * Multinomial logistic regression on features: the linear probe's classifier, trained to its one
 * minimum, so that results do not hang on a learning rate, an order of batches or a seed.
 *
 * <p>Columns are standardised by their mean and standard deviation on the training rows; columns
 * that do not vary there count nothing. Minimised is the mean cross-entropy plus {@code penalty /
 * 2} times the squared weights, biases excepted, by L-BFGS over all rows at once.
 */
public final class LinearClassifier {

  private final double penalty;
  private final int iterations;
  private final double tolerance;

  private LinearClassifier(Builder builder) {
    penalty = builder.penalty;
    iterations = builder.iterations;
    tolerance = builder.tolerance;
  }

  /** Returns a classifier with the default settings. */
  public static LinearClassifier standard() {
    return builder().build();
  }

  /** Returns a builder with the default settings. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Learns a classifier.
   *
   * @param features shape (N, D), FLOAT32, N at least 1; not changed, nothing stays attached to its
   *     manager
   * @param labels the class of each row, from 0 to {@code classes - 1}; classes without a row are
   *     allowed
   * @param classes the number of classes, at least 1
   * @return the model, in plain Java memory
   * @throws IllegalArgumentException if the number of labels differs from N, a label is out of
   *     range, or a feature is not finite
   */
  public LinearModel fit(NDArray features, int[] labels, int classes) {
    check(Math.toIntExact(features.getShape().get(0)), labels, classes);
    try (NDManager scope = NDManager.subManagerOf(features)) {
      Standardised standardised = Standardised.of(features, DataType.FLOAT32, scope);
      NDArray truth = scope.create(labels, new Shape(labels.length, 1));
      SoftmaxObjective objective =
          new SoftmaxObjective(standardised.rows(), truth, classes, penalty);
      Lbfgs.Minimum found =
          Lbfgs.minimize(objective, new double[objective.size()], iterations, tolerance);
      return standardised.model(found, classes);
    }
  }

  static void check(int rows, int[] labels, int classes) {
    if (classes < 1) {
      throw new IllegalArgumentException("classes is " + classes + ", must be at least 1");
    }
    if (labels.length != rows) {
      throw new IllegalArgumentException(
          "there are " + labels.length + " labels for " + rows + " rows");
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new IllegalArgumentException(
            "label of row " + i + " is " + labels[i] + ", must be in [0, " + classes + ")");
      }
    }
  }

  @Override
  public String toString() {
    return "LinearClassifier[penalty="
        + penalty
        + ", iterations="
        + iterations
        + ", tolerance="
        + tolerance
        + "]";
  }

  /** Settings of {@link LinearClassifier}. */
  public static final class Builder {

    private double penalty = 1e-3;
    private int iterations = 300;
    private double tolerance = 1e-4;

    private Builder() {}

    /**
     * Sets the weight of the squared weights (default 1e-3). The C of scikit-learn and LIBLINEAR is
     * {@code 1 / (N * penalty)}.
     *
     * @throws IllegalArgumentException if negative or not finite
     */
    public Builder optPenalty(double penalty) {
      if (!(penalty >= 0 && penalty < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "penalty is " + penalty + ", must be at least 0 and finite");
      }
      this.penalty = penalty;
      return this;
    }

    /**
     * Sets the largest number of steps (default 300).
     *
     * @throws IllegalArgumentException if less than 1
     */
    public Builder optIterations(int iterations) {
      if (iterations < 1) {
        throw new IllegalArgumentException("iterations is " + iterations + ", must be at least 1");
      }
      this.iterations = iterations;
      return this;
    }

    /**
     * Sets the gradient entry at or below which the search ends (default 1e-4, as in scikit-learn).
     *
     * @throws IllegalArgumentException if negative or not a number
     */
    public Builder optTolerance(double tolerance) {
      if (!(tolerance >= 0)) {
        throw new IllegalArgumentException("tolerance is " + tolerance + ", must be at least 0");
      }
      this.tolerance = tolerance;
      return this;
    }

    /** Returns the classifier. */
    public LinearClassifier build() {
      return new LinearClassifier(this);
    }
  }
}
