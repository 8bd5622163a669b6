package dev.xdc.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClusterCountTest {

  @Test
  void clustersOfFewerThanTenItemsAreWarnedOf() {
    assertThat(ClusterCount.warning(256, 2280, "clips"))
        .contains(
            "K is 256 for 2280 clips, 8.9 for each cluster; 9 were too few where it was measured,"
                + " 36 were enough: give at most 76 clusters, for 30 each");
    assertThat(ClusterCount.warning(24, 24, "videos").orElseThrow())
        .endsWith("give 2 clusters, or more data");
    assertThat(ClusterCount.warning(13, 129, "videos")).isPresent();
    assertThat(ClusterCount.warning(13, 130, "videos")).isEmpty();
    assertThat(ClusterCount.warning(1, 1, "videos")).isEmpty();
  }
}
