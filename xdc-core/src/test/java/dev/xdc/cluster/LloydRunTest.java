package dev.xdc.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.xdc.engine.TorchEngine;
import dev.xdc.feature.FeatureRows;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Runs from contrived first centroids. */
class LloydRunTest {

  @Test
  void splitsTheClusterOfLargestInertiaWhereOneIsEmpty() {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray x = Blobs.create(manager, 300, 8, 3, 0.05, 0);
      // One centroid among the rows, two where no row is nearest.
      float[][] seeds = {x.get(0).toFloatArray(), new float[8], new float[8]};
      Arrays.fill(seeds[1], 900);
      Arrays.fill(seeds[2], -900);
      ClusterAssignment found = new LloydRun(FeatureRows.of(x), seeds, 64, false).run(20, 0);
      // One iteration has one donor for two empty clusters, the next gives the other its half.
      assertThat(found.repaired()).isEqualTo(2);
      assertThat(found.sizes()).containsOnly(100);
    }
  }

  @Test
  void fillsAllClustersFromOne() {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray x = Blobs.create(manager, 2000, 64, 1, 1, 0);
      float[][] seeds = new float[32][64];
      for (int c = 1; c < 32; c++) {
        Arrays.fill(seeds[c], 500 + c);
      }
      ClusterAssignment found = new LloydRun(FeatureRows.of(x), seeds, 512, false).run(20, 0);
      assertThat(found.repaired()).isGreaterThanOrEqualTo(31);
      assertThat(found.sizes()).doesNotContain(0);
      // No repair by a lone row: the halves of halves stay of one order of magnitude.
      assertThat(Arrays.stream(found.sizes()).min().getAsInt()).isGreaterThan(10);
    }
  }

  @Test
  void leavesClustersEmptyWhenTooFewRowsDiffer() {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray x = manager.create(new float[] {1, 1, 1, 1, 1, 1, 5, 5, 5, 5}, new Shape(10, 1));
      float[][] seeds = {{1}, {1}, {1}, {5}};
      ClusterAssignment found = new LloydRun(FeatureRows.of(x), seeds, 4, false).run(20, 0);
      assertThat(found.sizes()).containsExactly(6, 0, 0, 4);
      assertThat(found.repaired()).isZero();
      assertThat(found.inertia()).isZero();
      assertThat(found.iterations()).isEqualTo(1);
    }
  }

  @Test
  void splitsTheClusterWithMostToGainNotTheLargest() {
    try (NDManager manager = TorchEngine.newManager()) {
      float[] values = new float[1000];
      for (int i = 0; i < 998; i++) {
        values[i] = 0.1f + i % 3 * 0.001f;
      }
      values[998] = 3;
      values[999] = 4;
      NDArray x = manager.create(values, new Shape(1000, 1));
      float[][] seeds = {{0.1f}, {3.6f}, {-100}};
      ClusterAssignment found = new LloydRun(FeatureRows.of(x), seeds, 100, false).run(20, 0);
      int[] sizes = found.sizes();
      Arrays.sort(sizes);
      assertThat(sizes).containsExactly(1, 1, 998);
      assertThat(found.repaired()).isEqualTo(1);
    }
  }

  @Test
  void takesRoundingForNoDifference() {
    try (NDManager manager = TorchEngine.newManager()) {
      // Neither the sum of 1,000 times 0.1f nor a mean that is one digit off is a reason to split.
      NDArray x = manager.full(new Shape(1000, 3), 0.1f, DataType.FLOAT32);
      float off = Math.nextUp(0.1f);
      float[][] centroids = {{off, off, off}, {-9, -9, -9}};
      assertThat(
              new EmptyClusterRepair(
                      FeatureRows.of(x), 64, new int[1000], centroids, new int[] {1000, 0})
                  .repair())
          .isZero();
      ClusterAssignment found = new LloydRun(FeatureRows.of(x), centroids, 1000, false).run(20, 0);
      assertThat(found.repaired()).isZero();
      assertThat(found.inertia()).isZero();
      assertThat(found.sizes()).containsExactly(1000, 0);
    }
  }

  @Test
  void goesOnAfterARepair() {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray x = manager.create(new float[] {0, 0, 1, 1}, new Shape(4, 1));
      // The first centroid is the mean already: nothing is gained but the repair.
      ClusterAssignment found =
          new LloydRun(FeatureRows.of(x), new float[][] {{0.5f}, {99}}, 4, false).run(20, 0);
      assertThat(found.inertia()).isZero();
      assertThat(found.repaired()).isEqualTo(1);
    }
  }

  @Test
  void halvesLieOnBothSidesOfTheOldCentroid() {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray x = manager.create(new float[] {5, 9, 7, 7}, new Shape(4, 1));
      float[][] centroids = {{7}, {99}};
      int repaired =
          new EmptyClusterRepair(FeatureRows.of(x), 3, new int[4], centroids, new int[] {4, 0})
              .repair();
      assertThat(repaired).isEqualTo(1);
      assertThat(centroids[0][0] + centroids[1][0]).isEqualTo(14);
      assertThat(Math.abs(centroids[0][0] - 7)).isEqualTo(2 / 16f);
    }
  }

  @Test
  void movedRowsLeaveTheSumsOfThoseThatStayed() {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray x = Blobs.create(manager, 300, 130, 4, 0.5, 0);
      int[] before = IntStream.range(0, 300).map(i -> i % 3).toArray();
      int[] after = IntStream.range(0, 300).map(i -> i % 5).toArray();
      int[] none = new int[300];
      Arrays.fill(none, -1);
      ClusterSums moved = new ClusterSums(5, 130);
      float[][] near = new float[5][130];
      Arrays.fill(near[2], 0.3f);
      moved.add(ClusterSums.Change.of(x, none, before, near), near);
      moved.add(ClusterSums.Change.of(x, before, after, near), near);
      ClusterSums fresh = new ClusterSums(5, 130);
      float[][] far = new float[5][130];
      fresh.add(ClusterSums.Change.of(x, none, after, far), far);
      float[][] centroids = new float[5][130];
      float[][] expected = new float[5][130];
      moved.moveToMeans(centroids, false);
      fresh.moveToMeans(expected, false);
      assertThat(moved.sizes()).containsExactly(fresh.sizes());
      for (int c = 0; c < 5; c++) {
        assertThat(centroids[c]).containsExactly(expected[c], within(1e-6f));
      }
    }
  }

  @Test
  void sumsByOneHotProductEqualSumsInJava() {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray x = Blobs.create(manager, 50, 3, 4, 0.5, 0);
      NDArray labels =
          manager.create(new long[50]).add(manager.arange(50).toType(DataType.INT64, false).mod(4));
      float[] sums = ClusterSums.oneHotSums(x, labels, 5).toFloatArray();
      for (int c = 0; c < 5; c++) {
        for (int d = 0; d < 3; d++) {
          float sum = 0;
          for (int i = c; i < 50 && c < 4; i += 4) {
            sum += x.getFloat(i, d);
          }
          assertThat(sums[c * 3 + d]).isCloseTo(sum, within(1e-5f));
        }
      }
    }
  }
}
