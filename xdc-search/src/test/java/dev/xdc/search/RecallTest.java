package dev.xdc.search;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.xdc.clip.Modality;
import dev.xdc.engine.TorchEngine;
import dev.xdc.eval.NearestNeighbours;
import dev.xdc.feature.FeatureRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many of the true neighbours a search finds, and what it costs. */
class RecallTest {
  private static final int QUERIES = 200;
  private static final int TOP = 10;

  @TempDir private Path folder;

  /** Builds an index of {@code count} rows and returns its recall at ten. */
  private double recall(int count, int width) throws IOException {
    float[][] all = Features.clustered(count, width, 200, 1, 2);
    float[][] queries = Features.clustered(QUERIES, width, 200, 1, 3);
    Path index = folder.resolve("index");
    int hits = 0;
    long start = System.nanoTime();
    int[][] truth = truth(all, queries);
    long exact = System.nanoTime();
    long searched;
    try (SearchIndex open =
        SearchIndex.open(index, new IndexedModel("model", Map.of(Modality.VIDEO, width)))) {
      for (int i = 0; i < count; i++) {
        open.put(Features.item(Integer.toString(i), null, all[i], null));
      }
      open.commit();
      open.merge();
      searched = System.nanoTime();
      for (int q = 0; q < QUERIES; q++) {
        int[] wanted = truth[q];
        for (Hit hit : open.search(SearchQuery.within(Modality.VIDEO, queries[q], TOP))) {
          int row = Integer.parseInt(hit.id());
          hits += Arrays.stream(wanted).anyMatch(w -> w == row) ? 1 : 0;
        }
      }
    }
    long end = System.nanoTime();
    double recall = hits / (double) (QUERIES * TOP);
    System.out.printf(
        "%d x %d: exact %.2f s for %d queries, built in %.1f s, %.2f ms a query, %d MB, recall at 10"
            + " %.3f%n",
        count,
        width,
        (exact - start) / 1e9,
        QUERIES,
        (searched - exact) / 1e9,
        (end - searched) / 1e6 / QUERIES,
        bytes(index) >> 20,
        recall);
    return recall;
  }

  private static int[][] truth(float[][] all, float[][] queries) {
    try (NDManager manager = TorchEngine.newManager()) {
      return new NearestNeighbours(
              FeatureRows.of(manager.create(all)), NearestNeighbours.Metric.COSINE)
          .find(queries, TOP)
          .rows();
    }
  }

  private static long bytes(Path index) throws IOException {
    try (Stream<Path> files = Files.list(index)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  @Test
  void findsNearlyAllNeighboursAmongThousands() throws IOException {
    assertThat(recall(4_000, 512)).isGreaterThanOrEqualTo(0.95);
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(ints = {20_000, 200_000, 1_000_000})
  void findsNearlyAllNeighboursAmongMany(int count) throws IOException {
    assertThat(recall(count, 512)).isGreaterThanOrEqualTo(0.95);
  }
}
