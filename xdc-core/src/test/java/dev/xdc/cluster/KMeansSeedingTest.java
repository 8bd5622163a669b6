package dev.xdc.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xdc.engine.TorchEngine;
import dev.xdc.feature.FeatureRows;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class KMeansSeedingTest {

  private static long different(float[][] rows) {
    return Arrays.stream(rows).map(Arrays::toString).collect(Collectors.toSet()).size();
  }

  @Test
  void findsTheFewRowsThatDifferAmongHeapsOfEqualOnes() {
    try (NDManager manager = TorchEngine.newManager()) {
      int width = 65;
      float[] values = new float[303 * width];
      Random random = new Random(8);
      float[] heap = new float[width];
      for (int d = 0; d < width; d++) {
        heap[d] = (float) random.nextGaussian();
      }
      for (int i = 0; i < 303; i++) {
        for (int d = 0; d < width; d++) {
          values[i * width + d] = i % 2 == 0 ? heap[d] : -heap[d];
        }
      }
      // A four-hundredth of the length of a row: the rounding of 150 equal rows weighs as much.
      for (int i = 0; i < 3; i++) {
        values[100 * i * width + i] += 0.02f;
      }
      NDArray x = manager.create(values, new Shape(303, width));
      for (long seed = 0; seed < 20; seed++) {
        assertThat(different(KMeansSeeding.plusPlus(FeatureRows.of(x), 5, seed)))
            .as("seed %d", seed)
            .isEqualTo(5);
      }
    }
  }

  @Test
  void seesDistancesFarFromTheOrigin() {
    try (NDManager manager = TorchEngine.newManager()) {
      float[] values = new float[60 * 3];
      for (int i = 0; i < values.length; i++) {
        values[i] = 10_000 + (i / 3 < 50 ? 0 : 1) + i % 7 * 0.01f;
      }
      NDArray x = manager.create(values, new Shape(60, 3));
      for (long seed = 0; seed < 10; seed++) {
        float[][] seeds = KMeansSeeding.plusPlus(FeatureRows.of(x), 2, seed);
        assertThat(LloydRun.squaredDistance(seeds[0], seeds[1])).isGreaterThan(2);
      }
    }
  }

  @Test
  void takesNoRowTwiceEvenIfAllAreEqual() {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray x = manager.arange(200f).reshape(100, 2);
      assertThat(different(KMeansSeeding.plusPlus(FeatureRows.of(x), 100, 1))).isEqualTo(100);
      assertThat(KMeansSeeding.plusPlus(FeatureRows.of(manager.ones(new Shape(9, 2))), 9, 1))
          .hasDimensions(9, 2);
    }
  }

  @Test
  void drawsFromASampleOfManyRows() {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray x = Blobs.create(manager, 5000, 3, 2, 0.01, 0);
      int arrays = manager.getManagedArrays().size();
      float[][] seeds = KMeansSeeding.plusPlus(FeatureRows.of(x), 2, 4);
      assertThat(manager.getManagedArrays()).hasSize(arrays);
      // One from each of the two blobs, and rows as they are.
      assertThat(LloydRun.squaredDistance(seeds[0], seeds[1])).isGreaterThan(0.5);
      float[] all = x.toFloatArray();
      for (float[] row : seeds) {
        boolean found = false;
        for (int i = 0; i < 5000 && !found; i++) {
          found = Arrays.equals(row, Arrays.copyOfRange(all, 3 * i, 3 * i + 3));
        }
        assertThat(found).isTrue();
      }
    }
  }
}
