package dev.xdc.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.xdc.internal.engine.RowChunks;
import java.util.Arrays;

/**
 * What a linear classifier minimises: the losses of all rows, divided by a number, plus half the
 * penalty times the squared parameters, with its gradient in closed form.
 *
 * <p>Parameters are the weights, K rows of D, then the K biases.
 */
abstract class LinearObjective implements Lbfgs.Objective {

  /** Bounds the N x K scores: 8,192 rows of 1,000 classes take 32 MB. */
  private static final int CHUNK_ROWS = 8192;

  private final NDArray features;
  private final int width;
  private final int classes;
  private final double divisor;
  private final double penalty;
  private final int penalised;

  /**
   * Takes the training set, owned by the caller.
   *
   * @param features shape (N, D); their type is that of all products
   * @param divisor of the losses
   * @param biasPenalised whether the penalty is on the biases, too
   */
  LinearObjective(
      NDArray features, int classes, double divisor, double penalty, boolean biasPenalised) {
    this.features = features;
    this.width = Math.toIntExact(features.getShape().get(1));
    this.classes = classes;
    this.divisor = divisor;
    this.penalty = penalty;
    this.penalised = biasPenalised ? size() : width * classes;
  }

  /**
   * The losses of some rows.
   *
   * @param sum of them, a scalar
   * @param slopes their derivative by the scores, shape (n, K)
   */
  record Losses(NDArray sum, NDArray slopes) {}

  /**
   * Returns the losses of rows from their scores.
   *
   * @param scores shape (n, K), may be overwritten; its manager is closed soon
   * @param first the first of the rows
   */
  abstract Losses losses(NDArray scores, int first);

  /** Returns the number of parameters. */
  final int size() {
    return (width + 1) * classes;
  }

  @Override
  public final double evaluate(double[] point, double[] gradient) {
    double[] loss = {0};
    Arrays.fill(gradient, 0);
    try (NDManager scope = NDManager.subManagerOf(features)) {
      NDArray parameters = scope.create(point).toType(features.getDataType(), false);
      NDArray weights = parameters.get("0:{}", width * classes).reshape(classes, width);
      NDArray bias = parameters.get("{}:", width * classes);
      RowChunks.forEach(
          features,
          CHUNK_ROWS,
          (chunk, first) -> {
            Losses losses = losses(chunk.matMul(weights.transpose()).addi(bias), first);
            loss[0] += doubles(losses.sum())[0];
            accumulate(gradient, 0, losses.slopes().transpose().matMul(chunk));
            accumulate(gradient, width * classes, losses.slopes().sum(new int[] {0}));
          });
    }
    double squares = 0;
    for (int i = 0; i < penalised; i++) {
      squares += point[i] * point[i];
      gradient[i] += penalty * point[i];
    }
    return loss[0] / divisor + penalty / 2 * squares;
  }

  private void accumulate(double[] gradient, int offset, NDArray part) {
    double[] values = doubles(part);
    for (int i = 0; i < values.length; i++) {
      gradient[offset + i] += values[i] / divisor;
    }
  }

  private static double[] doubles(NDArray values) {
    return values.toType(DataType.FLOAT64, false).toDoubleArray();
  }
}
