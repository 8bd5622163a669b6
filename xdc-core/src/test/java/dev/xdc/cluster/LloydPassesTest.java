package dev.xdc.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xdc.engine.TorchEngine;
import dev.xdc.feature.FeatureRows;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LloydPassesTest {

  /** Passes over parts of so many rows, as a cluster of machines makes them. */
  private record Parts(FeatureRows rows, int chunkRows, int partRows) implements LloydPasses {
    @Override
    public boolean assign(float[][] centroids, int[] labels, ClusterSums sums) {
      boolean any = false;
      for (int first = 0; first < rows.rows(); first += partRows) {
        int end = Math.min(rows.rows(), first + partRows);
        int[] own = Arrays.copyOfRange(labels, first, end);
        ClusterSums change = new ClusterSums(centroids.length, rows.width());
        any |= LloydPasses.over(rows.range(first, end), chunkRows).assign(centroids, own, change);
        System.arraycopy(own, 0, labels, first, own.length);
        sums.add(change);
      }
      return any;
    }

    @Override
    public double label(float[][] centroids, int[] labels) {
      return LloydPasses.over(rows, chunkRows).label(centroids, labels);
    }
  }

  private static Stream<LloydClustering> clusterings() {
    return Stream.of(KMeans.standard(), SphericalKMeans.standard());
  }

  @ParameterizedTest
  @MethodSource("clusterings")
  void partsGetTheLabelsTheyGetInTheWhole(LloydClustering clustering) {
    try (NDManager manager = TorchEngine.newManager()) {
      FeatureRows rows = FeatureRows.of(manager.create(clustered(9000, 24), new Shape(9000, 24)));
      FeatureRows compared = clustering.comparison().fit(rows).apply(rows);

      ClusterAssignment whole = clustering.cluster(rows, 40, 3);
      ClusterAssignment parts =
          clustering.cluster(rows, 40, 3, chunk -> new Parts(compared, chunk, 3 * chunk));

      assertThat(parts.labels()).isEqualTo(whole.labels());
      assertThat(parts.centroids()).isDeepEqualTo(whole.centroids());
      assertThat(parts.inertia()).isEqualTo(whole.inertia());
      assertThat(parts.iterations()).isEqualTo(whole.iterations()).isGreaterThan(2);
    }
  }

  private static float[] clustered(int rows, int width) {
    Random random = new Random(5);
    float[] values = new float[rows * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() + 3 * ((i / width) % 17 == i % width ? 1 : 0));
    }
    return values;
  }
}
