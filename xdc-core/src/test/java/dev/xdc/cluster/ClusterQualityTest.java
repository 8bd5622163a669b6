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
    assertThat(ClusterQuality.ami(clusters, classes)).isCloseTo(0.5470571051663957, within(1e-12));
    assertThat(ClusterQuality.ari(clusters, classes)).isCloseTo(0.3757500175529521, within(1e-12));
    assertThat(ClusterQuality.hungarianAccuracy(clusters, classes)).isEqualTo(0.588);
  }

  @Test
  void equalsScikitLearnWithManyClusters() {
    // src/test/python/golden_numerics.py
    int[] a = manyClusters(20_000, 7, 3, 10_007, 257);
    int[] b = manyClusters(20_000, 13, 5, 9_973, 100);
    for (int i = 0; i < b.length; i++) {
      b[i] = i % 4 < 2 ? a[i] % 100 : b[i];
    }
    assertThat(ClusterQuality.ami(a, b)).isCloseTo(0.34599552528513183, within(1e-9));
    assertThat(ClusterQuality.ami(b, a)).isCloseTo(0.34599552528513183, within(1e-9));
    assertThat(ClusterQuality.ari(a, b)).isCloseTo(0.13856255265634457, within(1e-12));
    assertThat(ClusterQuality.hungarianAccuracy(a, b)).isEqualTo(0.22235);
    assertThat(ClusterQuality.hungarianAccuracy(b, a)).isEqualTo(0.22235);
  }

  private static int[] manyClusters(int n, long square, long linear, long modulus, int k) {
    int[] labels = new int[n];
    Arrays.setAll(labels, i -> (int) ((square * i * i + linear * i) % modulus % k));
    return labels;
  }

  @Test
  void chanceIsZeroOnceAdjusted() {
    int[] a = {0, 0, 1, 1};
    int[] b = {0, 1, 0, 1};
    assertThat(ClusterQuality.ami(a, b)).isCloseTo(-0.5, within(1e-12));
    assertThat(ClusterQuality.ari(a, b)).isCloseTo(-0.5, within(1e-12));
    int[] own = {0, 1, 2, 3};
    assertThat(ClusterQuality.ami(own, a)).isCloseTo(0, within(1e-12));
    assertThat(ClusterQuality.ari(own, a)).isZero();
  }

  @Test
  void theSamePartitionIsOneOnceAdjusted() {
    for (int[] a : new int[][] {{0}, {0, 0, 0}, {0, 1, 2, 3}, {5, 5, 0, 0, 3}}) {
      assertThat(ClusterQuality.ami(a, a)).isCloseTo(1, within(1e-12));
      assertThat(ClusterQuality.ari(a, a)).isCloseTo(1, within(1e-12));
      assertThat(ClusterQuality.hungarianAccuracy(a, a)).isEqualTo(1);
    }
  }

  @Test
  void clustersWithoutAClassOfTheirOwnCountNothing() {
    int[] clusters = {0, 0, 0, 1, 1, 2};
    int[] classes = {0, 0, 0, 0, 0, 1};
    assertThat(ClusterQuality.hungarianAccuracy(clusters, classes)).isEqualTo(4 / 6.0);
  }

  @Test
  void aMillionRowsInAThousandClustersTakeSeconds() {
    int[] a = manyClusters(1_000_000, 7, 3, 1_000_003, 1024);
    int[] b = manyClusters(1_000_000, 13, 5, 999_983, 1000);
    // Both are as good as independent; a range of a thousand overlaps per pair would take minutes.
    assertThat(ClusterQuality.ami(a, b)).isCloseTo(0, within(1e-3));
    assertThat(ClusterQuality.ari(a, b)).isCloseTo(0, within(1e-3));
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
