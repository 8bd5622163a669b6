package dev.xdc.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.xdc.engine.EngineThreads;
import dev.xdc.feature.FeatureRows;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KMeansTest extends ClusteringStrategyContract {

  @Override
  ClusteringStrategy strategy() {
    return KMeans.standard();
  }

  @Test
  void agreesWithCommonsMathOnBlobs() {
    NDArray x = Blobs.create(manager, 600, 16, 8, 0.25, 0);
    ClusterAssignment ours = KMeans.standard().cluster(x, 8, 1);
    ClusterAssignment reference = new CommonsMathKMeans().cluster(x, 8, 1);
    assertThat(ClusterQuality.nmi(ours.labels(), reference.labels())).isCloseTo(1, within(1e-12));
    assertThat(ours.inertia()).isCloseTo(reference.inertia(), within(1e-3 * reference.inertia()));
  }

  @Test
  void isNoWorseThanCommonsMathWithoutBlobs() {
    NDArray x = Blobs.create(manager, 1500, 12, 1, 1, 0);
    double ours =
        KMeans.builder().optIterations(300).optTolerance(0).build().cluster(x, 10, 1).inertia();
    double reference = new CommonsMathKMeans().cluster(x, 10, 1).inertia();
    // Local minima differ: from 20 seeds both spread by 1 %.
    assertThat(ours).isCloseTo(reference, within(0.02 * reference));
  }

  @Test
  void startsFromRandomRowsIfAsked() {
    NDArray x = Blobs.create(manager, 1500, 12, 1, 1, 0);
    KMeans.Builder exact = KMeans.builder().optIterations(300).optTolerance(0);
    double far = exact.build().cluster(x, 10, 1).inertia();
    ClusterAssignment random = exact.optInit(KMeansInit.RANDOM_ROWS).build().cluster(x, 10, 1);
    assertThat(random.inertia()).isNotEqualTo(far).isCloseTo(far, within(0.03 * far));
    float[][] seeds = KMeansSeeding.randomRows(FeatureRows.of(x), 1500, 1);
    assertThat(seeds).hasDimensions(1500, 12);
    assertThat(seeds[7]).isEqualTo(KMeansSeeding.randomRows(FeatureRows.of(x), 1500, 2)[7]);
  }

  @Test
  void settlesWhereCentroidsAreTheMeansOfTheirRows() {
    NDArray x = Blobs.create(manager, 500, 6, 1, 1, 0);
    ClusterAssignment found =
        KMeans.builder().optIterations(500).optTolerance(0).build().cluster(x, 7, 4);
    assertThat(found.iterations()).isLessThan(500);
    double[][] sums = new double[7][6];
    for (int i = 0; i < 500; i++) {
      for (int d = 0; d < 6; d++) {
        sums[found.labels()[i]][d] += x.getFloat(i, d) / found.sizes()[found.labels()[i]];
      }
    }
    for (int c = 0; c < 7; c++) {
      for (int d = 0; d < 6; d++) {
        assertThat(found.centroids()[c][d]).isCloseTo((float) sums[c][d], within(1e-5f));
      }
    }
  }

  @Test
  void labelsDoNotDependOnTheChunkSize() {
    NDArray x = Blobs.create(manager, 1000, 10, 6, 0.3, 0);
    int[] whole = KMeans.builder().optChunkRows(1000).build().cluster(x, 6, 1).labels();
    for (int rows : new int[] {1, 7, 64, 999}) {
      assertThat(KMeans.builder().optChunkRows(rows).build().cluster(x, 6, 1).labels())
          .isEqualTo(whole);
    }
  }

  @Test
  void restartsKeepTheBest() {
    NDArray x = Blobs.create(manager, 400, 5, 30, 0.6, 0);
    double best = Double.POSITIVE_INFINITY;
    for (int restarts = 1; restarts <= 6; restarts++) {
      double inertia = KMeans.builder().optRestarts(restarts).build().cluster(x, 12, 9).inertia();
      assertThat(inertia).isLessThanOrEqualTo(best);
      best = inertia;
    }
    assertThat(best).isLessThan(KMeans.standard().cluster(x, 12, 9).inertia());
  }

  @Test
  void anotherSeedStartsElsewhere() {
    NDArray x = Blobs.create(manager, 400, 5, 30, 0.6, 0);
    KMeans once = KMeans.builder().optIterations(1).build();
    assertThat(once.cluster(x, 12, 1).labels()).isNotEqualTo(once.cluster(x, 12, 2).labels());
  }

  @Test
  void stopsEarlierWithALargerTolerance() {
    NDArray x = Blobs.create(manager, 2000, 8, 1, 1, 0);
    int loose =
        KMeans.builder()
            .optIterations(200)
            .optTolerance(1e-2)
            .build()
            .cluster(x, 8, 1)
            .iterations();
    int tight =
        KMeans.builder()
            .optIterations(200)
            .optTolerance(1e-5)
            .build()
            .cluster(x, 8, 1)
            .iterations();
    assertThat(loose).isLessThan(tight);
    assertThat(KMeans.builder().optIterations(2).build().cluster(x, 8, 1).iterations())
        .isEqualTo(2);
  }

  @Test
  void tellsBlobsApartFarFromTheOrigin() {
    // |x|^2 is 6e9, where FLOAT32 counts in steps of 512; squared distances of blobs are about 128.
    NDArray x = Blobs.create(manager, 300, 64, 5, 0.02, 10_000);
    int[] truth = new int[300];
    Arrays.setAll(truth, i -> i % 5);
    ClusterAssignment found = KMeans.standard().cluster(x, 5, 1);
    assertThat(ClusterQuality.nmi(found.labels(), truth)).isCloseTo(1, within(1e-12));
  }

  @Test
  void heapsOfEqualRowsDoNotSwallowTheSeeds() {
    // 990 silent clips and ten that differ: each of the ten is found.
    float[] values = new float[1000 * 4];
    Arrays.fill(values, 0.7f);
    for (int i = 0; i < 10; i++) {
      values[i * 400] = i + 2;
      values[i * 400 + 1] = -i;
    }
    ClusterAssignment found =
        KMeans.standard().cluster(manager.create(values, new Shape(1000, 4)), 11, 3);
    assertThat(found.inertia()).isCloseTo(0, within(1e-6));
    assertThat(found.sizes()).contains(990);
  }

  @Test
  void startsFromGivenCentroidsAndLeavesThemAsTheyWere() {
    NDArray x = Blobs.create(manager, 400, 5, 30, 0.6, 0);
    float[][] first = KMeansSeeding.randomRows(FeatureRows.of(x), 12, 5);
    float[][] before = Arrays.stream(first).map(float[]::clone).toArray(float[][]::new);
    KMeans given = KMeans.builder().optCentroids(first).optIterations(3).build();
    ClusterAssignment found = given.cluster(x, 12, 1);
    ClusterAssignment expected = new LloydRun(FeatureRows.of(x), first, 4096, false).run(3, 0);
    assertThat(found.labels()).isEqualTo(expected.labels());
    assertThat(given.cluster(x, 12, 2).labels()).isEqualTo(found.labels());
    // Moved by the run above, not by those of the builder's clustering.
    assertThat(Arrays.deepEquals(first, before)).isFalse();
    assertThat(given.toString()).startsWith("KMeans[init=given, ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> given.cluster(x, 11, 1))
        .withMessage("k is 11, the first centroids given are 12");
  }

  @Test
  void chunksOfWholePicturesGiveTheSameClusters() {
    // 1,100 rows: the product of the first 1,088 is asked for in another way than the rest.
    NDArray x = Blobs.create(manager, 1100, 24, 9, 0.3, 3);
    ClusterAssignment whole = KMeans.standard().cluster(x, 9, 1);
    ClusterAssignment parts = KMeans.builder().optChunkRows(100).build().cluster(x, 9, 1);
    assertThat(parts.labels()).isEqualTo(whole.labels());
    assertThat(parts.inertia()).isCloseTo(whole.inertia(), within(1e-6 * whole.inertia()));
  }

  @Test
  void severalThreadsFindWhatOneFinds() {
    NDArray x = Blobs.create(manager, 5000, 40, 12, 1, 3); // five chunks
    KMeans kMeans = KMeans.builder().optChunkRows(1024).build();
    ClusterAssignment one = EngineThreads.with(1, () -> kMeans.cluster(x, 12, 1));
    ClusterAssignment several = EngineThreads.with(3, () -> kMeans.cluster(x, 12, 1));
    assertThat(several.labels()).containsExactly(one.labels());
    assertThat(several.inertia()).isEqualTo(one.inertia());
    assertThat(several.centroids()).isDeepEqualTo(one.centroids());
    assertThat(EngineThreads.with(3, () -> one.nearest(x))).containsExactly(one.labels());
  }

  @Test
  void rejectsSettingsOutOfRange() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KMeans.builder().optIterations(0))
        .withMessage("iterations is 0, must be at least 1");
    assertThatIllegalArgumentException().isThrownBy(() -> KMeans.builder().optRestarts(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> KMeans.builder().optChunkRows(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KMeans.builder().optTolerance(Double.NaN))
        .withMessageContaining("NaN");
  }

  @Test
  void rejectsWhatIsNoMatrix() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KMeans.standard().cluster(manager.ones(new Shape(4)), 1, 1))
        .withMessageContaining("(4)");
    ClusterAssignment found = KMeans.standard().cluster(manager.ones(new Shape(4, 3)), 1, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> found.nearest(manager.ones(new Shape(4, 2))))
        .withMessageContaining("width 3");
  }

  @Test
  void nearestOfNewRowsIsThatOfAPlainSearch() {
    NDArray x = Blobs.create(manager, 300, 7, 9, 0.4, 2);
    ClusterAssignment found = KMeans.standard().cluster(x, 6, 3);
    NDArray fresh = Blobs.create(manager, 500, 7, 4, 1, 2);
    int[] expected = new int[500];
    for (int i = 0; i < 500; i++) {
      double least = Double.POSITIVE_INFINITY;
      for (int c = 0; c < 6; c++) {
        double distance = 0;
        for (int d = 0; d < 7; d++) {
          distance += Math.pow(fresh.getFloat(i, d) - found.centroids()[c][d], 2);
        }
        if (distance < least) {
          least = distance;
          expected[i] = c;
        }
      }
    }
    assertThat(found.nearest(fresh)).isEqualTo(expected);
  }
}
