package dev.xdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.xdc.cluster.ClusterAssignment;
import dev.xdc.train.ClusterMetrics;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What clusters have in common with the files that their items are segments of. */
class ClusterComparisonTest {
  private static final int ITEMS = 144;
  private static final int FILES = 12;

  private static ClusterMetrics metrics(int[] clusters) {
    int[] files = new int[ITEMS];
    Arrays.setAll(files, item -> item / FILES);
    int[] sizes = new int[FILES];
    Arrays.stream(clusters).forEach(cluster -> sizes[cluster]++);
    ClusterAssignment fit = new ClusterAssignment(clusters, new float[FILES][2], 0, 1, 0);
    return new ClusterComparison(null, files).metrics("video", fit, sizes, clusters, null);
  }

  @Test
  void randomClustersHaveAnNmiWithFilesAndNoAmi() {
    ClusterMetrics random = metrics(new Random(1).ints(ITEMS, 0, FILES).toArray());
    assertThat(random.nmiFiles()).isBetween(0.15, 0.25);
    assertThat(random.amiFiles()).isCloseTo(0, within(0.05));
  }

  @Test
  void clustersThatAreFilesHaveBoth() {
    int[] files = new int[ITEMS];
    Arrays.setAll(files, item -> FILES - 1 - item / FILES);
    assertThat(metrics(files).nmiFiles()).isCloseTo(1, within(1e-9));
    assertThat(metrics(files).amiFiles()).isCloseTo(1, within(1e-9));
  }
}
