package dev.xdc.eval;

import ai.djl.ndarray.NDArray;
import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import de.bwaldvogel.liblinear.Linear;
import de.bwaldvogel.liblinear.Model;
import de.bwaldvogel.liblinear.Parameter;
import de.bwaldvogel.liblinear.Problem;
import de.bwaldvogel.liblinear.SolverType;
import dev.xdc.internal.engine.RowChunks;
import java.util.Arrays;

/** {@link SvmSolver#LIBLINEAR}. */
final class Liblinear {
  private Liblinear() {}

  /**
   * Returns the parameters of {@link SquaredHingeObjective}: the weights, K rows of D, then the K
   * biases.
   *
   * @param rows shape (N, D), FLOAT32
   * @param labels of the rows, from 0 to {@code classes - 1}
   */
  static double[] minimize(NDArray rows, int[] labels, int classes, double c, double tolerance) {
    Linear.disableDebugOutput();
    int width = Math.toIntExact(rows.getShape().get(1));
    Parameter parameter = new Parameter(SolverType.L2R_L2LOSS_SVC, c, tolerance);
    Problem problem = new Problem();
    problem.l = labels.length;
    problem.n = width + 1;
    problem.bias = 1;
    problem.x = nodes(rows);
    double[] point = new double[(width + 1) * classes];
    for (int k = 0; k < classes; k++) {
      int own = k;
      problem.y = Arrays.stream(labels).mapToDouble(label -> label == own ? 1 : -1).toArray();
      Model model = Linear.train(problem, parameter);
      double[] w = model.getFeatureWeights();
      // Positive on the side of the label that it met first.
      double sign = model.getLabels()[0];
      for (int d = 0; d < width; d++) {
        point[k * width + d] = sign * w[d];
      }
      point[classes * width + k] = sign * w[width];
    }
    return point;
  }

  /** Returns the values of each row, and a one that the bias is the weight of. */
  private static Feature[][] nodes(NDArray rows) {
    Feature[][] nodes = new Feature[Math.toIntExact(rows.getShape().get(0))][];
    RowChunks.forEachRow(rows, (i, row) -> nodes[i] = nodes(row));
    return nodes;
  }

  private static Feature[] nodes(float[] row) {
    Feature[] nodes = new Feature[row.length + 1];
    for (int d = 0; d < row.length; d++) {
      nodes[d] = new FeatureNode(d + 1, row[d]);
    }
    nodes[row.length] = new FeatureNode(row.length + 1, 1);
    return nodes;
  }
}
