package dev.xdc.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xdc.engine.TorchEngine;
import dev.xdc.feature.FeatureRows;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Scores are squared distances up to what is the same for all centroids, whatever computes them. As
 * a convolution of oneDNN the last two rows were wrong and ended the JVM.
 */
class NearestCentroidsTest {
  private static final int ROWS = 1024;

  private static float[] noise(SplittableRandom random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static double squaredDistance(float[] x, int from, float[] centroid) {
    double sum = 0;
    for (int d = 0; d < centroid.length; d++) {
      double apart = (double) x[from + d] - centroid[d];
      sum += apart * apart;
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({
    "64, 2",
    "64, 20",
    "512, 16",
    "64, 33",
    "64, 64",
    "64, 80",
    "64, 100",
    "64, 144",
    "64, 256",
    "512, 1",
    "512, 128",
    "100, 50",
    "17, 96",
    "128, 2048",
    "512, 1024"
  })
  void scoresAreSquaredDistances(int width, int centroids) {
    SplittableRandom random = new SplittableRandom(1);
    float[][] centres = new float[centroids][];
    for (int c = 0; c < centroids; c++) {
      centres[c] = noise(random, width);
    }
    float[] x = noise(random, ROWS * width);
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray rows = manager.create(x, new Shape(ROWS, width));
      try (NearestCentroids nearest = new NearestCentroids(FeatureRows.of(rows), centres)) {
        float[] scores = nearest.scores(rows).toFloatArray();
        for (int i = 0; i < ROWS; i += 73) {
          double base = squaredDistance(x, i * width, centres[0]) - scores[i * centroids];
          for (int c = 1; c < centroids; c++) {
            double expected = squaredDistance(x, i * width, centres[c]) - base;
            assertThat(scores[i * centroids + c] - expected).isBetween(-0.05, 0.05);
          }
        }
      }
    }
  }
}
