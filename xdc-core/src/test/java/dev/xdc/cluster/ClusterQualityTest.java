package dev.xdc.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ClusterQualityTest {

  @Test
  void equalsScikitLearn() {
    // src/test/python/golden_numerics.py
    int[] clusters = new int[500];
    int[] classes = new int[500];
    for (int i = 0; i < 500; i++) {
      clusters[i] = (i * i + 3 * i) % 17 % 6;
      classes[i] = (clusters[i] + (i % 3 == 0 ? 1 : 0)) % 5;
    }
    assertThat(ClusterQuality.nmi(clusters, classes)).isCloseTo(0.5528520092340269, within(1e-12));
    assertThat(ClusterQuality.nmi(classes, clusters)).isCloseTo(0.5528520092340269, within(1e-12));
    assertThat(ClusterQuality.purity(clusters, classes)).isEqualTo(0.666);
  }

  @Test
  void namesOfClustersDoNotMatter() {
    int[] a = {0, 0, 1, 1, 2, 2};
    int[] b = {900, 900, 7, 7, 0, 0};
    assertThat(ClusterQuality.nmi(a, b)).isCloseTo(1, within(1e-15));
    assertThat(ClusterQuality.purity(a, b)).isEqualTo(1);
  }

  @Test
  void independentLabellingsShareNothing() {
    int[] a = {0, 0, 1, 1};
    int[] b = {0, 1, 0, 1};
    assertThat(ClusterQuality.nmi(a, b)).isZero();
    assertThat(ClusterQuality.purity(a, b)).isEqualTo(0.5);
  }

  @Test
  void oneClusterTellsNothingExceptOfOneCluster() {
    int[] one = new int[4];
    assertThat(ClusterQuality.nmi(one, new int[] {0, 1, 2, 3})).isZero();
    assertThat(ClusterQuality.nmi(one, one)).isEqualTo(1);
  }

  @Test
  void entropyOfEqualClustersIsTheLogarithmOfTheirNumber() {
    int[] sizes = new int[64];
    Arrays.fill(sizes, 10);
    assertThat(ClusterQuality.entropy(sizes)).isCloseTo(Math.log(64), within(1e-12));
    assertThat(ClusterQuality.entropy(new int[] {0, 640, 0})).isZero();
  }

  @Test
  void rejectsLabellingsOfDifferentLength() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClusterQuality.nmi(new int[3], new int[4]))
        .withMessageContaining("3 and 4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClusterQuality.purity(new int[] {0, -1}, new int[2]))
        .withMessageContaining("row 1");
  }
}
