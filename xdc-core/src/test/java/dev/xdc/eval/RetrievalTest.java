package dev.xdc.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RetrievalTest {

  @Test
  void neighboursAreSortedByAngle() {
    float[][] gallery = {{0, 5}, {3, 0}, {1, 1}, {-1, 0}};
    assertThat(Neighbours.cosine(new float[][] {{9, 1}}, gallery, 10)[0])
        .containsExactly(1, 2, 0, 3);
    assertThat(Neighbours.cosine(new float[][] {{0, 2}}, gallery, 2)[0]).containsExactly(0, 2);
  }

  @Test
  void recallCountsQueriesThatFindTheirClass() {
    int[][] nearest = {{0, 1, 2}, {0, 1, 2}, {2, 1, 0}};
    int[] wanted = {5, 6, 6};
    int[] offered = {5, 6, 7};
    assertThat(Retrieval.recall(nearest, 1, wanted, offered)).isEqualTo(1 / 3.0);
    assertThat(Retrieval.recall(nearest, 2, wanted, offered)).isEqualTo(1);
  }

  @Test
  void chanceIsHypergeometric() {
    // One of four at random; two draws without the own two of four: 2/4 * 1/3.
    assertThat(Retrieval.chance(1, new int[] {0}, new int[] {0, 1, 1, 1})).isEqualTo(0.25);
    assertThat(Retrieval.chance(2, new int[] {0}, new int[] {0, 0, 1, 1}))
        .isCloseTo(1 - 1 / 6.0, within(1e-12));
    assertThat(Retrieval.chance(3, new int[] {0}, new int[] {0, 0, 1, 1})).isEqualTo(1);
    assertThat(Retrieval.chance(9, new int[] {2}, new int[] {0, 0})).isZero();
  }

  @Test
  void mostNeighboursDecideAndTheNearestBreaksTies() {
    int[] gallery = {0, 1, 1, 0};
    assertThat(KnnClassifier.accuracy(new int[][] {{0, 1, 2}}, 3, gallery, new int[] {1})).isOne();
    assertThat(KnnClassifier.accuracy(new int[][] {{0, 1, 2, 3}}, 4, gallery, new int[] {0}))
        .isOne();
    assertThat(KnnClassifier.accuracy(new int[][] {{0, 1, 2}}, 1, gallery, new int[] {1})).isZero();
  }
}
