package dev.xdc.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Linear support vector machines, one class against the rest.
 *
 * <p>Columns are standardised by their mean and standard deviation on the training rows; columns
 * that do not vary there count nothing. Minimised is |w|^2 / 2 plus C times the sum of squared
 * hinge losses, the bias being part of w: LIBLINEAR's problem (Fan et al. 2008) and scikit-learn's
 * {@code LinearSVC}.
 *
 * @param c the weight C of the losses, positive
 * @param solver how the minimum is searched
 * @param tolerance how close to it the search comes, see the solver; positive
 */
public record LinearSvm(double c, SvmSolver solver, double tolerance) {
  private static final int ITERATIONS = 2000;

  /** Closer to the minimum the rounding of FLOAT32 scores hides any descent. */
  private static final double FINEST_OF_FLOAT32 = 1e-4;

  /** Checks both numbers. */
  public LinearSvm {
    if (!(c > 0 && tolerance > 0 && c < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "C is " + c + " and tolerance " + tolerance + ", must be positive");
    }
  }

  /** A machine with the weight {@code c} and the usual tolerance of {@code solver}. */
  public LinearSvm(double c, SvmSolver solver) {
    this(c, solver, solver.tolerance());
  }

  /** A machine with the weight {@code c}, searched by {@link SvmSolver#LBFGS}. */
  public LinearSvm(double c) {
    this(c, SvmSolver.LBFGS);
  }

  /**
   * Learns.
   *
   * @param features shape (N, D), FLOAT32, N at least 1; not changed, nothing stays attached to its
   *     manager
   * @param labels the class of each row, from 0 to {@code classes - 1}; a class without a row
   *     scores minus infinity
   * @return the model, whose scores are signed distances in units of the margin
   * @throws IllegalArgumentException if the number of labels differs from N, a label is out of
   *     range, or a feature is not finite
   */
  public LinearModel fit(NDArray features, int[] labels, int classes) {
    LinearClassifier.check(Math.toIntExact(features.getShape().get(0)), labels, classes);
    try (NDManager scope = NDManager.subManagerOf(features)) {
      boolean fine = solver == SvmSolver.LBFGS && tolerance < FINEST_OF_FLOAT32;
      DataType type = fine ? DataType.FLOAT64 : DataType.FLOAT32;
      Standardised standardised = Standardised.of(features, type, scope);
      NDArray signs =
          scope
              .create(signs(labels, classes), new Shape(labels.length, classes))
              .toType(type, false);
      SquaredHingeObjective objective = new SquaredHingeObjective(standardised.rows(), signs, c);
      Lbfgs.Minimum found =
          switch (solver) {
            case LBFGS -> descend(objective);
            case LIBLINEAR ->
                at(
                    Liblinear.minimize(standardised.rows(), labels, classes, c, tolerance),
                    objective);
          };
      LinearModel model = standardised.model(found, classes);
      BitSet known = new BitSet();
      Arrays.stream(labels).forEach(known::set);
      for (int k = known.nextClearBit(0); k < classes; k = known.nextClearBit(k + 1)) {
        model.bias()[k] = Float.NEGATIVE_INFINITY;
      }
      return model;
    }
  }

  private Lbfgs.Minimum descend(SquaredHingeObjective objective) {
    Lbfgs.Minimum start = at(new double[objective.size()], objective);
    return Lbfgs.minimize(objective, start.point(), ITERATIONS, tolerance * start.steepest());
  }

  /** Returns value and steepest slope at a point: a search of no step. */
  private static Lbfgs.Minimum at(double[] point, SquaredHingeObjective objective) {
    return Lbfgs.minimize(objective, point, 0, 0);
  }

  private static float[] signs(int[] labels, int classes) {
    float[] signs = new float[Math.multiplyExact(labels.length, classes)];
    Arrays.fill(signs, -1);
    for (int i = 0; i < labels.length; i++) {
      signs[i * classes + labels[i]] = 1;
    }
    return signs;
  }
}
