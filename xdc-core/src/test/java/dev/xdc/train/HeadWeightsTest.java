package dev.xdc.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import dev.xdc.engine.TorchEngine;
import dev.xdc.feature.FeatureRows;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeadWeightsTest {
  private static final int ROWS = 200;
  private static final int WIDTH = 12;
  private static final int CLASSES = 5;
  private static final int[] ALL = IntStream.range(0, ROWS).toArray();
  private static final int[] LABELS = IntStream.range(0, ROWS).map(i -> i % CLASSES).toArray();

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = TorchEngine.newManager();
  }

  @AfterEach
  void close() {
    manager.close();
  }

  /** Rows around a mean that is long against the distance of the classes. */
  private static float[][] features(double size) {
    Random random = new Random(1);
    float[][] rows = new float[ROWS][WIDTH];
    for (int i = 0; i < ROWS; i++) {
      for (int d = 0; d < WIDTH; d++) {
        double own = d == LABELS[i] ? 1 : 0;
        rows[i][d] = (float) (size * (20 + own + 0.3 * random.nextGaussian()));
      }
    }
    return rows;
  }

  private HeadWeights head(float[][] features, int[] items) {
    return HeadWeights.classMeans(FeatureRows.of(manager.create(features)), items, LABELS, CLASSES)
        .orElseThrow();
  }

  private static double logit(HeadWeights head, float[] row, int c) {
    double logit = 0;
    for (int d = 0; d < row.length; d++) {
      logit += head.weights()[c][d] * row[d];
    }
    return logit;
  }

  @Test
  void twoClassesLieOnBothSidesOfTheMean() {
    // by hand: the means are (3, 0) and (1, 2), that of all is (2, 1); without their parts along it
    // the differences (1, -1) and (-1, 1) are (0.6, -1.2) and (-0.6, 1.2)
    float[][] rows = {{3, 0}, {1, 2}};
    HeadWeights head =
        HeadWeights.classMeans(
                FeatureRows.of(manager.create(rows)), new int[] {0, 1}, new int[] {0, 1}, 2)
            .orElseThrow();
    float long1 = (float) (1 / Math.sqrt(5));
    float[][] expected = {{long1, -2 * long1}, {-long1, 2 * long1}};
    for (int c = 0; c < 2; c++) {
      assertThat(head.weights()[c]).containsExactly(expected[c], within(1e-6f));
    }
  }

  @Test
  void rowsHaveLengthOneAndFavourNoClassWhateverTheSizeOfFeatures() {
    float[][] first = head(features(1), ALL).weights();
    for (double size : new double[] {1e-3, 1, 100}) {
      float[][] rows = features(size);
      HeadWeights head = head(rows, ALL);
      for (int c = 0; c < CLASSES; c++) {
        double mean = 0;
        for (float[] row : rows) {
          mean += logit(head, row, c) / ROWS;
        }
        assertThat(mean / size).isCloseTo(0, within(1e-4));
        assertThat(head.weights()[c]).containsExactly(first[c], within(1e-4f));
        double squares = 0;
        for (float weight : head.weights()[c]) {
          squares += weight * weight;
        }
        assertThat(squares).isCloseTo(1, within(1e-5));
      }
    }
  }

  @Test
  void rowsLieInTheirClass() {
    float[][] rows = features(1);
    HeadWeights head = head(rows, ALL);
    long right =
        IntStream.of(ALL)
            .filter(
                i ->
                    IntStream.range(0, CLASSES)
                        .allMatch(c -> logit(head, rows[i], c) <= logit(head, rows[i], LABELS[i])))
            .count();
    assertThat(right).isGreaterThan(ROWS * 9 / 10);
  }

  @Test
  void otherItemsDoNotCount() {
    float[][] rows = features(1);
    int[] half = IntStream.range(0, ROWS / 2).toArray();
    HeadWeights before = head(rows, half);
    rows[ROWS - 1][0] = 1000;
    HeadWeights after = head(rows, half);
    assertThat(after.weights()).isDeepEqualTo(before.weights());
  }

  @Test
  void aClassWithoutItemsStartsFromZero() {
    int[] others = IntStream.of(ALL).filter(i -> LABELS[i] != 2).toArray();
    HeadWeights head = head(features(1), others);
    assertThat(head.weights()[2]).containsOnly(0);
  }

  @Test
  void equalFeaturesGiveNoHead() {
    float[][] rows = new float[ROWS][WIDTH];
    for (float[] row : rows) {
      Arrays.fill(row, 0.3f);
    }
    assertThat(HeadWeights.classMeans(FeatureRows.of(manager.create(rows)), ALL, LABELS, CLASSES))
        .isEmpty();
  }
}
