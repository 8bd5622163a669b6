package dev.xdc.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.xdc.engine.TorchEngine;
import dev.xdc.feature.AwkwardRows;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link ClusteringStrategy} must do. */
abstract class ClusteringStrategyContract {

  /** The tests' own manager, closed after each. */
  protected NDManager manager;

  /** Returns the clustering under test. */
  abstract ClusteringStrategy strategy();

  /** Returns the rows as the strategy compares them. */
  NDArray compared(NDArray x) {
    return x;
  }

  /** Returns the centroid of rows of a mean. */
  NDArray centre(NDArray mean) {
    return mean;
  }

  @BeforeEach
  final void openManager() {
    manager = TorchEngine.newManager();
  }

  @AfterEach
  final void closeManager() {
    manager.close();
  }

  @Test
  void findsSeparatedBlobs() {
    NDArray x = Blobs.create(manager, 300, 8, 5, 0.05, 0);
    ClusterAssignment found = strategy().cluster(x, 5, 1);
    int[] truth = new int[300];
    Arrays.setAll(truth, i -> i % 5);
    assertThat(ClusterQuality.nmi(found.labels(), truth)).isEqualTo(1);
    assertThat(found.sizes()).containsOnly(60);
  }

  @Test
  void inertiaIsTheSumOfSquaredDistances() {
    NDArray x = Blobs.create(manager, 200, 6, 7, 0.5, 3);
    ClusterAssignment found = strategy().cluster(x, 4, 2);
    NDArray compared = compared(x);
    double sum = 0;
    for (int i = 0; i < 200; i++) {
      for (int d = 0; d < 6; d++) {
        double difference = compared.getFloat(i, d) - found.centroids()[found.labels()[i]][d];
        sum += difference * difference;
      }
    }
    assertThat(found.inertia()).isCloseTo(sum, within(1e-4 * sum));
  }

  @Test
  void tellsHowRowsAreCompared() {
    NDArray x = Blobs.create(manager, 20, 6, 7, 0.5, 3);
    NDArray told = strategy().comparison().fit(x).apply(x);
    assertThat(told.toFloatArray()).containsExactly(compared(x).toFloatArray(), within(1e-6f));
  }

  @Test
  void rowsLieInTheClusterOfTheirNearestCentroid() {
    NDArray x = Blobs.create(manager, 300, 8, 9, 0.4, 0);
    ClusterAssignment found = strategy().cluster(x, 6, 3);
    assertThat(found.nearest(x)).isEqualTo(found.labels());
  }

  @Test
  void sameSeedGivesTheSameResult() {
    NDArray x = Blobs.create(manager, 200, 6, 7, 0.8, 0);
    ClusterAssignment first = strategy().cluster(x, 6, 11);
    ClusterAssignment second = strategy().cluster(x, 6, 11);
    assertThat(second.labels()).isEqualTo(first.labels());
    assertThat(Arrays.deepEquals(second.centroids(), first.centroids())).isTrue();
  }

  @Test
  void leavesFeaturesAndManagerAsTheyWere() {
    NDArray x = Blobs.create(manager, 100, 4, 3, 0.3, 0);
    float[] before = x.toFloatArray();
    int arrays = manager.getManagedArrays().size();
    ClusterAssignment found = strategy().cluster(x, 3, 1);
    found.nearest(x);
    assertThat(manager.getManagedArrays()).hasSize(arrays);
    assertThat(x.toFloatArray()).isEqualTo(before);
  }

  @Test
  void oneClusterHoldsEverythingAroundTheMean() {
    NDArray x = Blobs.create(manager, 50, 3, 2, 1, 5);
    ClusterAssignment found = strategy().cluster(x, 1, 1);
    assertThat(found.sizes()).containsExactly(50);
    float[] mean = centre(compared(x).mean(new int[] {0})).toFloatArray();
    for (int d = 0; d < 3; d++) {
      assertThat(found.centroids()[0][d]).isCloseTo(mean[d], within(1e-5f));
    }
  }

  @Test
  void asManyClustersAsRowsGiveEachItsOwn() {
    NDArray x = Blobs.create(manager, 20, 4, 20, 0.1, 0);
    ClusterAssignment found = strategy().cluster(x, 20, 5);
    assertThat(found.sizes()).containsOnly(1);
    assertThat(found.inertia()).isCloseTo(0, within(1e-6));
  }

  @Test
  void equalRowsNeitherHangNorYieldNaN() {
    NDArray x = manager.full(new Shape(64, 5), 0.3f, DataType.FLOAT32);
    ClusterAssignment found =
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> strategy().cluster(x, 4, 1));
    assertThat(found.inertia()).isCloseTo(0, within(1e-9));
    float expected = centre(compared(x).get(0)).getFloat(0);
    assertThat(Arrays.stream(found.sizes()).sum()).isEqualTo(64);
    for (float[] centroid : found.centroids()) {
      for (float value : centroid) {
        assertThat(value).isCloseTo(expected, within(1e-3f));
      }
    }
  }

  @Test
  void anyFiniteRowsAreClustered() {
    Random random = new Random(7);
    for (int i = 0; i < 60; i++) {
      int rows = 2 + random.nextInt(80);
      int width = 1 + random.nextInt(24);
      int k = 1 + random.nextInt(Math.min(rows, 12));
      String what = "matrix %d, %d x %d, k %d".formatted(i, rows, width, k);
      try (NDManager scratch = manager.newSubManager()) {
        NDArray x = scratch.create(AwkwardRows.of(random, rows, width), new Shape(rows, width));
        ClusterAssignment found =
            assertTimeoutPreemptively(
                Duration.ofSeconds(30), () -> strategy().cluster(x, k, 1), what);
        assertThat(Arrays.stream(found.sizes()).sum()).as(what).isEqualTo(rows);
        assertThat(Arrays.stream(found.labels())).as(what).allMatch(l -> l >= 0 && l < k);
        assertThat(found.inertia()).as(what).isFinite().isNotNegative();
        for (float[] centroid : found.centroids()) {
          for (float value : centroid) {
            assertThat(value).as(what).isFinite();
          }
        }
      }
    }
  }

  @Test
  void rejectsMoreClustersThanRows() {
    NDArray x = manager.ones(new Shape(3, 2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> strategy().cluster(x, 4, 1))
        .withMessageContaining("4")
        .withMessageContaining("3 rows");
  }

  @Test
  void rejectsNoClusters() {
    NDArray x = manager.ones(new Shape(3, 2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> strategy().cluster(x, 0, 1))
        .withMessageContaining("k is 0");
  }

  @Test
  void rejectsFeaturesThatAreNotFinite() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      float[] values = new float[40];
      values[27] = bad;
      NDArray x = manager.create(values, new Shape(10, 4));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> strategy().cluster(x, 2, 1))
          .withMessageContaining("row 6")
          .withMessageContaining(String.valueOf(bad));
    }
  }
}
