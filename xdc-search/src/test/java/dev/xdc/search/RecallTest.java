package dev.xdc.search;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.xdc.clip.Modality;
import dev.xdc.engine.TorchEngine;
import dev.xdc.eval.NearestNeighbours;
import dev.xdc.feature.JavaRows;
import dev.xdc.feature.NpyRows;
import dev.xdc.feature.NpyWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many of the true neighbours a search finds, and what it costs. */
class RecallTest {
  private static final int QUERIES = 200;
  private static final int TOP = 10;
  private static final int BLOCK = 2000;

  @TempDir private Path folder;

  /** Builds an index of {@code count} rows, prints what it costs, and returns its recall at ten. */
  private double recall(int count, int width, int clusters) throws IOException {
    float[][] queries = Features.clustered(QUERIES, width, clusters, 1, 2);
    Path rows = write(count, width, clusters);
    Path index = folder.resolve("index");
    IndexedModel model = new IndexedModel("model", Map.of(Modality.VIDEO, width));
    int hits = 0;
    try (NDManager manager = TorchEngine.newManager();
        NpyRows all = NpyRows.open(manager, rows);
        SearchIndex open = SearchIndex.open(index, model)) {
      long start = System.nanoTime();
      int[][] truth =
          new NearestNeighbours(all, NearestNeighbours.Metric.COSINE).find(queries, TOP).rows();
      double exact = seconds(start);
      start = System.nanoTime();
      all.forEach(BLOCK, (chunk, first) -> put(open, JavaRows.of(chunk), first));
      open.commit();
      open.merge();
      double built = seconds(start);
      start = System.nanoTime();
      for (int q = 0; q < QUERIES; q++) {
        int[] wanted = truth[q];
        for (Hit hit : open.search(SearchQuery.within(Modality.VIDEO, queries[q], TOP))) {
          int row = Integer.parseInt(hit.id());
          hits += Arrays.stream(wanted).anyMatch(w -> w == row) ? 1 : 0;
        }
      }
      System.out.printf(
          "%d x %d, %d clusters: %.2f ms a query exact, built in %.0f s, %.2f ms a query, %d MB, recall %.3f%n",
          count,
          width,
          clusters,
          1e3 * exact / QUERIES,
          built,
          1e3 * seconds(start) / QUERIES,
          bytes(index) / 1_000_000,
          hits / (double) (QUERIES * TOP));
    }
    return hits / (double) (QUERIES * TOP);
  }

  private Path write(int count, int width, int clusters) throws IOException {
    try (NpyWriter writer = new NpyWriter(folder.resolve("rows.npy"), count, width)) {
      for (int first = 0; first < count; first += BLOCK) {
        for (float[] row : Features.clustered(BLOCK, width, clusters, 1, 3 + first)) {
          writer.write(row);
        }
      }
      return writer.finish();
    }
  }

  private static void put(SearchIndex index, float[][] rows, int first) {
    try {
      for (int i = 0; i < rows.length; i++) {
        index.put(Features.item(Integer.toString(first + i), null, rows[i], null));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) * 1e-9;
  }

  private static long bytes(Path index) throws IOException {
    try (Stream<Path> files = Files.list(index)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  @Test
  void findsNearlyAllNeighboursAmongThousands() throws IOException {
    assertThat(recall(4_000, 512, 200)).isGreaterThanOrEqualTo(0.95);
  }

  /** Prints the figures of docs/guides/search.md; the last takes half an hour and 5 GB of disk. */
  @Tag("slow")
  @ParameterizedTest
  @CsvSource({"20000, 200", "20000, 1", "200000, 200", "1000000, 200"})
  void findsNearlyAllNeighboursAmongMany(int count, int clusters) throws IOException {
    assertThat(recall(count, 512, clusters)).isGreaterThanOrEqualTo(0.95);
  }
}
