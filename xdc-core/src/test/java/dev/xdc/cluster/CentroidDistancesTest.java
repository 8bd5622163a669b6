package dev.xdc.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import dev.xdc.engine.TorchEngine;
import dev.xdc.feature.FeatureRows;
import org.junit.jupiter.api.Test;

class CentroidDistancesTest {
  private static final float[][] CENTROIDS = {{0, 0}, {3, 4}, {0, 1}};

  private static CentroidDistances of(float[][] rows, float[][] centroids, float... offsets) {
    try (NDManager scope = TorchEngine.newManager()) {
      return CentroidDistances.of(FeatureRows.of(scope.create(rows)), centroids, offsets);
    }
  }

  @Test
  void theNearestCentroidAndTheNextAreFound() {
    CentroidDistances found = of(new float[][] {{0, 0}, {3, 4}, {0, 0.5f}}, CENTROIDS, 0, 0, 0);
    assertThat(found.clusters()).as("the first of equally near ones").containsExactly(0, 1, 0);
    assertThat(found.distances()).containsExactly(0, 0, 0.5f);
    assertThat(found.next()).containsExactly(1, (float) Math.sqrt(18), 0.5f);
  }

  @Test
  void offsetsDecideTheClusterAndNotTheDistance() {
    CentroidDistances found = of(new float[][] {{0, 0}}, CENTROIDS, 0, 0, 2);
    assertThat(found.clusters()).containsExactly(2);
    assertThat(found.distances()).containsExactly(1);
    assertThat(found.next()).containsExactly(0);
  }

  @Test
  void oneCentroidHasNoNext() {
    assertThat(of(new float[][] {{1, 0}}, new float[][] {{0, 0}}, 0).next())
        .containsExactly(Float.NaN);
  }

  @Test
  void refusesOtherWidthsAndWhatIsNotFinite() {
    assertThatThrownBy(() -> of(new float[][] {{1}}, CENTROIDS, 0, 0, 0))
        .hasMessage("features are of width 1, the centroids of width 2");
    assertThatThrownBy(() -> of(new float[][] {{0, 0}, {Float.NaN, 0}}, CENTROIDS, 0, 0, 0))
        .hasMessageContaining("row 1 of the features is not finite");
  }
}
