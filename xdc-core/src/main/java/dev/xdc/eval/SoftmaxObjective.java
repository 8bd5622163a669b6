package dev.xdc.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.xdc.engine.RowChunks;
import java.util.Arrays;

/**
 * Mean cross-entropy of a linear softmax classifier plus half the penalty times the squared
 * weights, with its gradient in closed form: X^T (P - Y) / N + penalty W.
 *
 * <p>Parameters are the D x K weights by rows, then the K biases, which are not penalised.
 */
final class SoftmaxObjective implements Lbfgs.Objective {

  /** Bounds the N x K scores: 8,192 rows of 1,000 classes take 32 MB. */
  private static final int CHUNK_ROWS = 8192;

  private final NDArray features;
  private final NDArray labels;
  private final int width;
  private final int classes;
  private final double penalty;

  /**
   * Takes the training set, owned by the caller.
   *
   * @param features shape (N, D)
   * @param labels shape (N, 1), INT32
   */
  SoftmaxObjective(NDArray features, NDArray labels, int classes, double penalty) {
    this.features = features;
    this.labels = labels;
    this.width = Math.toIntExact(features.getShape().get(1));
    this.classes = classes;
    this.penalty = penalty;
  }

  /** Returns the number of parameters. */
  int size() {
    return (width + 1) * classes;
  }

  @Override
  public double evaluate(double[] point, double[] gradient) {
    double rows = features.getShape().get(0);
    double[] loss = {0};
    Arrays.fill(gradient, 0);
    try (NDManager scope = NDManager.subManagerOf(features)) {
      NDArray weights = scope.create(floats(point, 0, width * classes), new Shape(width, classes));
      NDArray bias = scope.create(floats(point, width * classes, classes));
      RowChunks.forEach(
          features,
          CHUNK_ROWS,
          (chunk, first) -> {
            long end = first + chunk.getShape().get(0);
            NDArray logs = chunk.matMul(weights).addi(bias).logSoftmax(1);
            NDArray truth =
                labels
                    .get(chunk.getManager(), new NDIndex("{}:{}", first, end))
                    .flatten()
                    .oneHot(classes, DataType.FLOAT32);
            loss[0] -= logs.mul(truth).sum().getFloat();
            NDArray error = logs.exp().subi(truth);
            accumulate(gradient, 0, chunk.transpose().matMul(error), rows);
            accumulate(gradient, width * classes, error.sum(new int[] {0}), rows);
          });
    }
    double squares = 0;
    for (int i = 0; i < width * classes; i++) {
      squares += point[i] * point[i];
      gradient[i] += penalty * point[i];
    }
    return loss[0] / rows + penalty / 2 * squares;
  }

  private static void accumulate(double[] gradient, int offset, NDArray part, double rows) {
    float[] values = part.toFloatArray();
    for (int i = 0; i < values.length; i++) {
      gradient[offset + i] += values[i] / rows;
    }
  }

  private static float[] floats(double[] values, int offset, int length) {
    float[] result = new float[length];
    for (int i = 0; i < length; i++) {
      result[i] = (float) values[offset + i];
    }
    return result;
  }
}
