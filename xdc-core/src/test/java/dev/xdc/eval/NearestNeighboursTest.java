package dev.xdc.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDManager;
import dev.xdc.engine.TorchEngine;
import dev.xdc.eval.NearestNeighbours.Found;
import dev.xdc.eval.NearestNeighbours.Metric;
import dev.xdc.feature.FeatureRows;
import dev.xdc.feature.NpyRows;
import dev.xdc.feature.NpyWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NearestNeighboursTest {

  /** Close together and far from the origin, as features behind a ReLU; every tenth row twice. */
  private static float[][] rows(int count, int width, long seed) {
    Random random = new Random(seed);
    float[][] rows = new float[count][width];
    for (int i = 0; i < count; i++) {
      for (int d = 0; d < width; d++) {
        rows[i][d] = (float) (30 + 0.01 * random.nextGaussian());
      }
      if (i % 10 == 9) {
        rows[i] = rows[i - 7].clone();
      }
    }
    return rows;
  }

  private static double score(Metric metric, float[] x, float[] y) {
    double dot = 0;
    double xx = 0;
    double yy = 0;
    double distance = 0;
    for (int d = 0; d < x.length; d++) {
      dot += (double) x[d] * y[d];
      xx += (double) x[d] * x[d];
      yy += (double) y[d] * y[d];
      distance += ((double) x[d] - y[d]) * ((double) x[d] - y[d]);
    }
    if (metric == Metric.EUCLIDEAN) {
      return -distance;
    }
    return xx > 0 && yy > 0 ? Math.min(1, dot / (Math.sqrt(xx) * Math.sqrt(yy))) : 0;
  }

  private static int[] byBruteForce(Metric metric, float[] query, float[][] gallery, int n) {
    double[] scores =
        IntStream.range(0, gallery.length)
            .mapToDouble(i -> score(metric, gallery[i], query))
            .toArray();
    return IntStream.range(0, gallery.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -scores[i])) // stable: ties by position
        .limit(n)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static Found find(Metric metric, float[][] queries, float[][] gallery, int n, int chunk) {
    try (NDManager manager = TorchEngine.newManager()) {
      return new NearestNeighbours(FeatureRows.of(manager.create(gallery)), metric, chunk)
          .find(queries, n);
    }
  }

  @ParameterizedTest
  @CsvSource({"COSINE,1", "COSINE,64", "COSINE,4000", "EUCLIDEAN,7", "EUCLIDEAN,500"})
  void findsWhatComparingAllFinds(Metric metric, int chunk) {
    float[][] gallery = rows(1500, 20, 1);
    gallery[17] = new float[20];
    float[][] queries = rows(40, 20, 2);
    queries[3] = gallery[29].clone();
    queries[5] = new float[20];

    Found found = find(metric, queries, gallery, 12, chunk);

    for (int q = 0; q < queries.length; q++) {
      assertThat(found.rows()[q])
          .as("query %d", q)
          .containsExactly(byBruteForce(metric, queries[q], gallery, 12));
      double nearest = score(metric, gallery[found.rows()[q][0]], queries[q]);
      assertThat(found.values()[q][0])
          .isEqualTo(metric == Metric.COSINE ? nearest : Math.sqrt(-nearest));
    }
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void passesOverManyQueriesAgreeWithOne(Metric metric) {
    float[][] gallery = rows(90, 6, 3);
    float[][] queries = rows(1500, 6, 4);

    Found found = find(metric, queries, gallery, 3, 32);

    for (int q : new int[] {0, 1023, 1024, 1499}) {
      assertThat(found.rows()[q])
          .containsExactly(find(metric, new float[][] {queries[q]}, gallery, 3, 90).rows()[0]);
    }
  }

  @Test
  void equallyNearRowsComeInTheirOrder() {
    float[][] gallery = {{1, 1}, {0, 0}, {2, 0}, {1, 0}, {4, 0}, {3, 0}};

    assertThat(find(Metric.COSINE, new float[][] {{5, 0}}, gallery, 3, 2).rows()[0])
        .containsExactly(2, 3, 4);
    assertThat(find(Metric.EUCLIDEAN, new float[][] {{2.5f, 0}}, gallery, 9, 2).values()[0])
        .hasSize(6)
        .startsWith(0.5, 0.5, 1.5, 1.5);
  }

  @Test
  void valuesBeyondTheSquaresOfFloatsAreComparedRight() {
    float[][] gallery = {{1e25f, 0}, {1e25f, 1e25f}, {1e-30f, 1e-30f}, {0, 1e-25f}};

    assertThat(find(Metric.COSINE, new float[][] {{0, 1e-30f}}, gallery, 4, 3).rows()[0])
        .containsExactly(3, 1, 2, 0);
    assertThat(find(Metric.EUCLIDEAN, new float[][] {{0, 0}}, gallery, 4, 3).rows()[0])
        .containsExactly(2, 3, 0, 1);
  }

  @Test
  void readsTheRowsOfAFile(@TempDir Path folder) throws IOException {
    float[][] gallery = rows(700, 8, 5);
    float[][] queries = rows(5, 8, 6);
    Path file = NpyWriter.write(folder.resolve("rows.npy"), gallery);

    try (NDManager manager = TorchEngine.newManager();
        NpyRows mapped = NpyRows.open(manager, file)) {
      int before = mapped.manager().getManagedArrays().size();
      assertThat(new NearestNeighbours(mapped, Metric.COSINE).find(queries, 4).rows())
          .isDeepEqualTo(find(Metric.COSINE, queries, gallery, 4, 700).rows());
      assertThat(mapped.manager().getManagedArrays()).hasSize(before);
    }
  }

  @Test
  void namesWhatIsNotFinite() {
    float[][] gallery = {{1, 2}, {Float.NaN, 1}};

    assertThatIllegalArgumentException()
        .isThrownBy(() -> find(Metric.COSINE, new float[][] {{1, 1}}, gallery, 1, 2))
        .withMessageContaining("row 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> find(Metric.COSINE, new float[][] {{1, 1 / 0f}}, gallery, 1, 2))
        .withMessageContaining("query 0, column 1 is Infinity");
  }

  @Test
  void rejectsQueriesOfAnotherWidth() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> find(Metric.COSINE, new float[][] {{1}}, new float[][] {{1, 2}}, 1, 2))
        .withMessageContaining("query 0 has width 1, the rows have width 2");
  }
}
