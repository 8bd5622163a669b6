package dev.xdc.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClusterOverlapTest {

  @Test
  void renumberedClustersFindThemselves() {
    assertThat(ClusterOverlap.match(new int[] {0, 0, 1, 2, 2}, new int[] {2, 2, 0, 1, 1}))
        .containsExactly(
            new ClusterOverlap(0, 2, 2, 2, 2),
            new ClusterOverlap(1, 0, 1, 1, 1),
            new ClusterOverlap(2, 1, 2, 2, 2))
        .allMatch(overlap -> overlap.share() == 1);
  }

  @Test
  void aPartnerIsTakenOnceAndTheRestStaysWithout() {
    // 0 and 1 merge into 0: the larger one keeps it.
    assertThat(ClusterOverlap.match(new int[] {0, 0, 0, 1, 1}, new int[] {0, 0, 0, 0, 0}))
        .containsExactly(new ClusterOverlap(0, 0, 3, 3, 5));
    assertThat(new ClusterOverlap(0, 0, 3, 3, 5).share()).isEqualTo(0.6);
  }

  @Test
  void moreClustersThanBeforeAreMatchedToo() {
    assertThat(ClusterOverlap.match(new int[] {0, 0, 0, 1}, new int[] {0, 2, 2, 1}))
        .containsExactly(new ClusterOverlap(0, 2, 2, 3, 2), new ClusterOverlap(1, 1, 1, 1, 1));
  }
}
