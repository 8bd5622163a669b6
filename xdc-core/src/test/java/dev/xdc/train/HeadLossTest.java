package dev.xdc.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xdc.engine.TorchEngine;
import dev.xdc.internal.engine.GradientScope;
import org.junit.jupiter.api.Test;

class HeadLossTest {
  /** Label 0 stands for no class, 1 for the first and last, 2 for all. */
  private static final int[][] SETS = {{}, {0, 2}, {0, 1, 2}};

  private static final HeadLoss TAGS = HeadLoss.binaryCrossEntropy(SETS, 3);

  private static Learner.Outcome score(HeadLoss loss, float[][] logits, int... labels) {
    try (NDManager manager = TorchEngine.newManager()) {
      return loss.score(manager, manager.create(logits), labels).read();
    }
  }

  /** Computes ln(1 + e^x) - x z in double precision, the mean over clips and classes. */
  private static double byHand(float[][] logits, int... labels) {
    double sum = 0;
    for (int i = 0; i < labels.length; i++) {
      for (float logit : logits[i]) {
        sum += Math.log1p(Math.exp(logit));
      }
      for (int own : SETS[labels[i]]) {
        sum -= logits[i][own];
      }
    }
    return sum / (labels.length * logits[0].length);
  }

  // 0.8550130331758493 by Python's math.log1p and math.exp
  @Test
  void binaryCrossEntropyIsTheMeanOverClipsAndClasses() {
    float[][] logits = {{0.5f, -1, 2}, {0, 3, -0.5f}};
    assertThat(byHand(logits, 1, 0)).isCloseTo(0.8550130331758493, within(1e-12));
    assertThat(score(TAGS, logits, 1, 0).loss()).isCloseTo(0.8550130, within(1e-6));
    assertThat(score(TAGS, new float[][] {{80, -90, 60}}, 1).loss())
        .as("large logits that are right")
        .isCloseTo(0, within(1e-6));
    assertThat(score(TAGS, new float[][] {{-80, 90, -60}}, 1).loss())
        .as("large logits that are wrong")
        .isCloseTo((80 + 90 + 60) / 3.0, within(1e-4));
  }

  @Test
  void aClipIsRightIfItsLikeliestClassIsOneOfItsOwn() {
    float[][] logits = {{-1, -3, -2}, {1, 3, 2}, {1, 3, 2}, {0, 0, 1}};
    assertThat(score(TAGS, logits, 1, 1, 2, 0).accuracy()).isEqualTo(0.5);
  }

  @Test
  void theSlopeOfALogitIsItsProbabilityLessTheTruth() {
    float[] logits = {0, 0, 0, -2, 0.5f, 3};
    float[] slopes = new float[6];
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray array = manager.create(logits, new Shape(2, 3));
      array.setRequiresGradient(true);
      try (GradientScope scope = GradientScope.open()) {
        scope.backward(TAGS.score(manager, array, new int[] {1, 0}).loss());
      }
      slopes = array.getGradient().toFloatArray();
    }
    double[] truth = {1, 0, 1, 0, 0, 0};
    for (int i = 0; i < 6; i++) {
      double expected = (1 / (1 + Math.exp(-logits[i])) - truth[i]) / 6;
      assertThat((double) slopes[i]).as("logit %d", i).isCloseTo(expected, within(1e-6));
    }
  }

  // class 0: 3 of 4 clips, class 1: 1 of 4, class 2: 3 of 4; H(1/4) = H(3/4) = 0.5623351446188083
  @Test
  void guessingTagsHasTheEntropyOfHowFrequentTheyAre() {
    assertThat(TAGS.chance(new int[] {0, 1, 1, 2})).isCloseTo(0.5623351446188083, within(1e-12));
    assertThat(TAGS.chance(new int[] {1, 1})).as("nothing to guess").isZero();
    assertThat(HeadLoss.crossEntropy(8).chance(new int[] {0, 0})).isEqualTo(Math.log(8));
  }

  @Test
  void crossEntropyIsMinusTheLogProbabilityOfTheClass() {
    float[][] logits = {{1, 2, 4}, {0, 0, 0}};
    double likely = 4 - Math.log(Math.exp(1) + Math.exp(2) + Math.exp(4));
    Learner.Outcome outcome = score(HeadLoss.crossEntropy(3), logits, 2, 1);
    assertThat(outcome.loss()).isCloseTo((-likely + Math.log(3)) / 2, within(1e-6));
    assertThat(outcome.accuracy()).isEqualTo(0.5);
  }
}
