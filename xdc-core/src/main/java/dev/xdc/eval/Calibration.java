package dev.xdc.eval;

import dev.xdc.clip.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
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
   * Calibrates a linear classifier by what it says of clips of other folds; segments of one file
   * are in one fold. Not calibrated if all clips are of one file.
   *
   * @param learned the training features
   * @param files the file of each video
   * @param fitting learns a classifier on some of the features
   */
  static Calibration crossValidated(
      ClipFeatures learned,
      Labels known,
      int[] files,
      int folds,
      long seed,
      Function<ClipFeatures, LinearModel> fitting) {
    int[] videos = Arrays.stream(learned.videos()).distinct().toArray();
    int[] groups = Arrays.stream(videos).map(video -> files[video]).toArray();
    if (Arrays.stream(groups).distinct().count() < 2) {
      return NONE;
    }
    int[] classes = Arrays.stream(videos).map(video -> known.classes()[video]).toArray();
    int[] parts = GroupFolds.of(groups, classes, folds, seed);
    int[] foldOf = new int[files.length];
    for (int i = 0; i < videos.length; i++) {
      foldOf[videos[i]] = parts[i];
    }
    List<float[]> logits = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    GroupFolds.forEach(
        learned,
        foldOf,
        (rest, held) -> {
          logits.addAll(Arrays.asList(fitting.apply(rest).scores(held.rows())));
          Arrays.stream(held.perRow(known.classes())).forEach(labels::add);
        });
    return fit(
        logits.toArray(float[][]::new),
        labels.stream().mapToInt(Integer::intValue).toArray(),
        folds + " folds of the training set");
  }

  /** Returns the probabilities of a row, which sum to 1. */
  public double[] probabilities(float[] logits) {
    return ScoreAverage.softmax(logits, temperature);
  }
}
