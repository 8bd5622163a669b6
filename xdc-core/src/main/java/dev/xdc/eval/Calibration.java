package dev.xdc.eval;

import dev.xdc.clip.Labels;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;

/**
 * A temperature by which logits are divided before the softmax, so that probabilities are neither
 * too sure nor too cautious (Guo et al., ICML 2017). It changes no ranking, and so no accuracy.
 *
 * @param temperature greater than 0; 1 changes nothing
 * @param source what it was fitted on, in words
 */
public record Calibration(double temperature, String source) {

  /** No calibration. */
  public static final Calibration NONE = new Calibration(1, "none");

  private static final double LARGEST = 100;
  private static final int EVALUATIONS = 200;

  /** Checks the temperature. */
  public Calibration {
    if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "temperature is " + temperature + ", must be greater than 0 and finite");
    }
  }

  /**
   * Finds the temperature from 0.01 to 100 with the least mean cross-entropy.
   *
   * @param logits of rows that the classifier was not trained on
   * @param labels the class of each row
   * @param source what the rows are, in words
   * @return {@link #NONE} if there are no rows
   */
  static Calibration fit(float[][] logits, int[] labels, String source) {
    if (logits.length == 0) {
      return NONE;
    }
    double best =
        new BrentOptimizer(1e-6, 1e-8)
            .optimize(
                new MaxEval(EVALUATIONS),
                GoalType.MINIMIZE,
                new UnivariateObjectiveFunction(t -> crossEntropy(logits, labels, Math.exp(t))),
                new SearchInterval(-Math.log(LARGEST), Math.log(LARGEST), 0))
            .getPoint();
    return new Calibration(Math.exp(best), source);
  }

  private static double crossEntropy(float[][] logits, int[] labels, double temperature) {
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      double own = logits[i][labels[i]] / temperature;
      double largest = Double.NEGATIVE_INFINITY;
      for (float logit : logits[i]) {
        largest = Math.max(largest, logit / temperature);
      }
      double exponentials = 0;
      for (float logit : logits[i]) {
        exponentials += Math.exp(logit / temperature - largest);
      }
      sum += largest + Math.log(exponentials) - own;
    }
    return sum / logits.length;
  }

  /**
   * Calibrates a linear classifier by what it says of rows of other folds; segments of one file are
   * in one fold. Not calibrated if all rows are of one file.
   *
   * @param learned the training features
   * @param files the file of each video
   */
  static Calibration crossValidated(
      ClipFeatures learned, Labels known, int[] files, int folds, long seed, Fitting fitting) {
    int[] videos = learned.videos();
    int[] groups = Arrays.stream(videos).map(video -> files[video]).toArray();
    int[] labels = learned.perRow(known.classes());
    if (Arrays.stream(groups).distinct().count() < 2) {
      return NONE;
    }
    int[] foldOf = GroupFolds.of(groups, labels, folds, seed);
    float[][] logits = new float[labels.length][];
    for (int fold = 0; fold <= Arrays.stream(foldOf).max().orElse(-1); fold++) {
      int[] inside = rows(foldOf, fold, true);
      int[] outside = rows(foldOf, fold, false);
      if (inside.length == 0 || outside.length == 0) {
        continue;
      }
      LinearModel model = fitting.fit(select(learned.rows(), outside), select(labels, outside));
      float[][] scores = model.scores(select(learned.rows(), inside));
      for (int i = 0; i < inside.length; i++) {
        logits[inside[i]] = scores[i];
      }
    }
    return fit(logits, labels, folds + " folds of the training set");
  }

  /** Learns a classifier on some rows. */
  @FunctionalInterface
  interface Fitting {
    LinearModel fit(float[][] rows, int[] labels);
  }

  private static int[] rows(int[] foldOf, int fold, boolean inside) {
    return IntStream.range(0, foldOf.length)
        .filter(row -> (foldOf[row] == fold) == inside)
        .toArray();
  }

  private static float[][] select(float[][] rows, int[] chosen) {
    return Arrays.stream(chosen).mapToObj(row -> rows[row]).toArray(float[][]::new);
  }

  private static int[] select(int[] values, int[] chosen) {
    return Arrays.stream(chosen).map(row -> values[row]).toArray();
  }

  /** Returns the probabilities of a row, which sum to 1. */
  public double[] probabilities(float[] logits) {
    return ScoreAverage.softmax(logits, temperature);
  }
}
