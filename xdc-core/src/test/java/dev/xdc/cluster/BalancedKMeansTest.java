package dev.xdc.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BalancedKMeansTest extends ClusteringStrategyContract {

  @Override
  ClusteringStrategy strategy() {
    return BalancedKMeans.standard();
  }

  /** A wide line, denser at one end: k-means leaves sizes that differ by more than half. */
  private static NDArray uneven(NDManager manager, int rows) {
    float[] values = new float[2 * rows];
    for (int i = 0; i < rows; i++) {
      double at = (i + 0.5) / rows;
      values[2 * i] = (float) Math.pow(at, 6);
      values[2 * i + 1] = (float) (0.05 * Math.sin(97.0 * i));
    }
    return manager.create(values, new Shape(rows, 2));
  }

  @Test
  void clustersOfUnevenDataAreAboutEquallyLarge() {
    NDArray x = uneven(manager, 800);
    int plain = range(KMeans.standard().cluster(x, 8, 1).sizes());
    assertThat(range(strategy().cluster(x, 8, 1).sizes())).isLessThan(plain / 2);
    assertThat(range(strict().cluster(x, 8, 1).sizes())).isLessThan(20);
  }

  private static BalancedKMeans strict() {
    return BalancedKMeans.builder().optRegularisation(0.002).optSinkhornIterations(300).build();
  }

  @Test
  void lessRegularisationBalancesBetter() {
    NDArray x = Blobs.create(manager, 600, 8, 3, 0.3, 2);
    BalancedKMeans.Builder settings = BalancedKMeans.builder().optSinkhornIterations(300);
    int soft = range(settings.optRegularisation(0.3).build().cluster(x, 12, 1).sizes());
    int hard = range(settings.optRegularisation(0.003).build().cluster(x, 12, 1).sizes());
    assertThat(hard).isLessThan(soft).isLessThan(10);
  }

  private static int range(int[] sizes) {
    return Arrays.stream(sizes).max().getAsInt() - Arrays.stream(sizes).min().getAsInt();
  }

  @Test
  void rowsThatTookNoPartFollowTheOffsets() {
    ClusterAssignment found = strict().cluster(uneven(manager, 800), 8, 1);
    NDArray fresh = uneven(manager, 1500);
    int[] expected = new int[1500];
    int others = 0;
    for (int i = 0; i < 1500; i++) {
      float[] row = fresh.get(i).toFloatArray();
      double[] distances = new double[8];
      Arrays.setAll(distances, c -> LloydRun.squaredDistance(row, found.centroids()[c]));
      int nearest = least(distances);
      Arrays.setAll(distances, c -> distances[c] - found.offsets()[c]);
      expected[i] = least(distances);
      others += nearest == expected[i] ? 0 : 1;
    }
    assertThat(found.nearest(fresh)).isEqualTo(expected);
    assertThat(others).as("rows that lie elsewhere for the offsets").isPositive();
  }

  private static int least(double[] values) {
    int place = 0;
    for (int i = 1; i < values.length; i++) {
      place = values[i] < values[place] ? i : place;
    }
    return place;
  }

  @Test
  void rejectsSettingsOutOfRange() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BalancedKMeans.builder().optRegularisation(0))
        .withMessage("regularisation is 0.0, must be positive");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BalancedKMeans.builder().optSinkhornIterations(0))
        .withMessageContaining("sinkhornIterations is 0");
  }
}
