package dev.xdc.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

class MiniBatchKMeansTest extends ClusteringStrategyContract {

  @Override
  ClusteringStrategy strategy() {
    return MiniBatchKMeans.standard();
  }

  @Test
  void comesNearToLloyd() {
    NDArray x = Blobs.create(manager, 3000, 12, 30, 0.6, 0);
    double lloyd = KMeans.standard().cluster(x, 20, 1).inertia();
    MiniBatchKMeans.Builder small = MiniBatchKMeans.builder().optBatchRows(256);
    double few = small.optPasses(1).build().cluster(x, 20, 1).inertia();
    double many = small.optPasses(8).build().cluster(x, 20, 1).inertia();
    assertThat(many).isLessThan(few).isCloseTo(lloyd, within(0.03 * lloyd));
  }

  @Test
  void clustersThatWinNothingAreRefilled() {
    // Random rows: both first centroids may be among the 990 equal ones.
    NDArray x = manager.zeros(new Shape(990, 3)).concat(manager.ones(new Shape(10, 3)));
    MiniBatchKMeans random =
        MiniBatchKMeans.builder().optInit(KMeansInit.RANDOM_ROWS).optPasses(6).build();
    for (long seed = 0; seed < 5; seed++) {
      assertThat(random.cluster(x, 2, seed).sizes()).contains(990, 10);
    }
  }

  @Test
  void rejectsSettingsOutOfRange() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MiniBatchKMeans.builder().optPasses(0))
        .withMessage("passes is 0, must be at least 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MiniBatchKMeans.builder().optBatchRows(-4))
        .withMessageContaining("batchRows is -4");
  }
}
