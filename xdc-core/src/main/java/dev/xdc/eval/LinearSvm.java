package dev.xdc.eval;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import de.bwaldvogel.liblinear.Linear;
import de.bwaldvogel.liblinear.Model;
import de.bwaldvogel.liblinear.Parameter;
import de.bwaldvogel.liblinear.Problem;
import de.bwaldvogel.liblinear.SolverType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Linear support vector machines, one class against the rest, by LIBLINEAR (Fan et al. 2008).
 *
 * <p>Columns are standardised by their mean and standard deviation on the training rows; columns
 * that do not vary there count nothing. Minimised is |w|^2 / 2 plus C times the sum of squared
 * hinge losses, the bias being part of w, by the trust region Newton method: without a random
 * choice. About 28 bytes of heap for each value that is learned from.
 *
 * @param c the weight C of the losses, positive
 * @param tolerance how exactly the minimum is found; 0.01 is LIBLINEAR's own default for this
 *     method
 */
public record LinearSvm(double c, double tolerance) {

  private static final double CONSTANT = 1e-6;

  /** Checks both settings. */
  public LinearSvm {
    if (!(c > 0 && tolerance > 0 && c < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "C is " + c + " and tolerance " + tolerance + ", must be positive");
    }
  }

  /** A machine with the weight {@code c} and the usual tolerance. */
  public LinearSvm(double c) {
    this(c, 0.01);
  }

  /**
   * Learns.
   *
   * @param rows N rows of width D, N at least 1
   * @param labels the class of each row, from 0 to {@code classes - 1}; a class without a row
   *     scores minus infinity
   * @return the model, whose scores are signed distances in units of the margin
   * @throws IllegalArgumentException if lengths differ or a label is out of range
   */
  public LinearModel fit(float[][] rows, int[] labels, int classes) {
    LinearClassifier.check(rows.length, labels, classes);
    int width = rows[0].length;
    double[] mean = new double[width];
    double[] square = new double[width];
    for (float[] row : rows) {
      for (int d = 0; d < width; d++) {
        mean[d] += row[d] / (double) rows.length;
      }
    }
    for (float[] row : rows) {
      for (int d = 0; d < width; d++) {
        square[d] += (row[d] - mean[d]) * (row[d] - mean[d]) / rows.length;
      }
    }
    float[] centre = new float[width];
    float[] scale = new float[width];
    for (int d = 0; d < width; d++) {
      double deviation = Math.sqrt(square[d]);
      centre[d] = (float) mean[d];
      scale[d] = deviation > CONSTANT * Math.abs(mean[d]) ? (float) (1 / deviation) : 0;
    }
    Problem problem = new Problem();
    problem.l = rows.length;
    problem.n = width + 1;
    problem.bias = 1;
    problem.x = new Feature[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      problem.x[i] = standardised(rows[i], centre, scale);
    }
    float[][] weights = new float[width][classes];
    float[] bias = new float[classes];
    double objective = 0;
    for (int k = 0; k < classes; k++) {
      int own = k;
      problem.y = Arrays.stream(labels).mapToDouble(label -> label == own ? 1 : -1).toArray();
      long positive = Arrays.stream(labels).filter(label -> label == own).count();
      if (positive == 0 || positive == labels.length) {
        bias[k] = positive == 0 ? Float.NEGATIVE_INFINITY : 1;
        continue;
      }
      double[] w = separate(problem);
      objective += objective(problem, w);
      for (int d = 0; d < width; d++) {
        weights[d][k] = (float) w[d];
      }
      bias[k] = (float) w[width];
    }
    return new LinearModel(centre, scale, weights, bias, objective, 0);
  }

  private static Feature[] standardised(float[] row, float[] centre, float[] scale) {
    List<Feature> nodes = new ArrayList<>(row.length + 1);
    for (int d = 0; d < row.length; d++) {
      float value = (row[d] - centre[d]) * scale[d];
      if (value != 0) {
        nodes.add(new FeatureNode(d + 1, value));
      }
    }
    nodes.add(new FeatureNode(row.length + 1, 1));
    return nodes.toArray(Feature[]::new);
  }

  /** Returns the weights and the bias of one class against the rest. */
  private double[] separate(Problem problem) {
    Linear.disableDebugOutput();
    Model model = Linear.train(problem, new Parameter(SolverType.L2R_L2LOSS_SVC, c, tolerance));
    double[] w = model.getFeatureWeights().clone();
    if (model.getLabels()[0] != 1) {
      for (int d = 0; d < w.length; d++) {
        w[d] = -w[d];
      }
    }
    return w;
  }

  private double objective(Problem problem, double[] w) {
    double value = 0;
    for (double weight : w) {
      value += weight * weight / 2;
    }
    for (int i = 0; i < problem.l; i++) {
      double score = 0;
      for (Feature node : problem.x[i]) {
        score += w[node.getIndex() - 1] * node.getValue();
      }
      double hinge = Math.max(0, 1 - problem.y[i] * score);
      value += c * hinge * hinge;
    }
    return value;
  }
}
