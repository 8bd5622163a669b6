package dev.xdc.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClusterCountTest {

  @Test
  void moreThanHalfAsManyClustersAsItemsAreWarnedOf() {
    assertThat(ClusterCount.warning(24, 24, "videos"))
        .contains(
            "K is 24 for 24 videos, hardly more than one for each cluster: give at most half as many"
                + " clusters, 12");
    assertThat(ClusterCount.warning(13, 24, "videos")).isPresent();
    assertThat(ClusterCount.warning(12, 24, "videos")).isEmpty();
    assertThat(ClusterCount.warning(1, 1, "videos")).isEmpty();
  }
}
