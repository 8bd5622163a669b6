package dev.xdc.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SphericalKMeansTest extends ClusteringStrategyContract {

  @Override
  ClusteringStrategy strategy() {
    return SphericalKMeans.standard();
  }

  @Override
  NDArray compared(NDArray x) {
    return x.div(x.norm(new int[] {1}, true));
  }

  @Override
  NDArray centre(NDArray mean) {
    return compared(mean.reshape(1, mean.size())).flatten();
  }

  @Test
  void lengthDoesNotMatter() {
    NDArray x = Blobs.create(manager, 300, 8, 5, 0.3, 0);
    NDArray factors = manager.arange(300f).add(1).reshape(300, 1);
    ClusterAssignment found = strategy().cluster(x, 5, 1);
    ClusterAssignment scaled = strategy().cluster(x.mul(factors), 5, 1);
    assertThat(scaled.labels()).isEqualTo(found.labels());
    assertThat(found.nearest(x.mul(factors))).isEqualTo(found.labels());
  }

  @Test
  void centroidsAreTheDirectionsOfTheirRows() {
    NDArray x = Blobs.create(manager, 400, 6, 1, 1, 0);
    ClusterAssignment found =
        SphericalKMeans.builder().optIterations(500).optTolerance(0).build().cluster(x, 7, 4);
    float[][] rows = rows(compared(x));
    double[][] sums = new double[7][6];
    double cosines = 0;
    for (int i = 0; i < rows.length; i++) {
      for (int d = 0; d < 6; d++) {
        sums[found.labels()[i]][d] += rows[i][d];
        cosines += (double) rows[i][d] * found.centroids()[found.labels()[i]][d];
      }
    }
    for (int c = 0; c < 7; c++) {
      double norm = Math.sqrt(Arrays.stream(sums[c]).map(v -> v * v).sum());
      for (int d = 0; d < 6; d++) {
        assertThat((double) found.centroids()[c][d]).isCloseTo(sums[c][d] / norm, within(1e-5));
      }
    }
    assertThat(found.inertia()).isCloseTo(2 * (400 - cosines), within(1e-3));
  }

  @Test
  void rowsOfZerosDoNoHarm() {
    NDArray x = Blobs.create(manager, 90, 8, 3, 0.05, 0).concat(manager.zeros(new Shape(10, 8)));
    ClusterAssignment found = strategy().cluster(x, 4, 1);
    assertThat(found.labels()).hasSize(100);
    for (float[] centroid : found.centroids()) {
      double norm = Math.sqrt(LloydRun.squaredDistance(centroid, new float[8]));
      assertThat(norm).isCloseTo(1, within(1e-5)).isFinite();
    }
  }

  private static float[][] rows(NDArray x) {
    float[][] rows = new float[Math.toIntExact(x.getShape().get(0))][];
    Arrays.setAll(rows, i -> x.get(i).toFloatArray());
    return rows;
  }
}
