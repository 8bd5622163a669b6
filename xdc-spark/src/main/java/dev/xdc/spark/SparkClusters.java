package dev.xdc.spark;

import ai.djl.ndarray.NDManager;
import dev.xdc.cluster.ClusterAssignment;
import dev.xdc.cluster.ClusteringStrategy;
import dev.xdc.cluster.LloydClustering;
import dev.xdc.feature.FeatureBank;
import dev.xdc.feature.FeatureTransform;
import dev.xdc.feature.NpyWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Step 2 on a cluster: plain and spherical k-means whose passes over the rows are shared out, with
 * the result of the local one. Small clusterings, and other algorithms, are done by the driver
 * alone.
 *
 * @param folder where rows are written that executors do not see; seen by all
 * @param driverWork up to how many N x K x D the driver clusters alone
 */
record SparkClusters(JavaSparkContext spark, Path folder, long driverWork) {
  private static final int CHUNK_ROWS = 4096;

  ClusterAssignment cluster(ClusteringStrategy strategy, FeatureBank rows, int k, long seed) {
    double work = (double) rows.rows() * rows.width() * k;
    if (!(strategy instanceof LloydClustering lloyd) || work <= driverWork) {
      return strategy.cluster(rows, k, seed);
    }
    List<Path> files = rows.files();
    boolean seen =
        !files.isEmpty() && files.stream().allMatch(f -> f.normalize().startsWith(folder));
    Path copy = folder.resolve("clustered.npy");
    try {
      List<Path> used = seen ? files : List.of(write(rows, copy));
      List<String> names = used.stream().map(Path::toString).toList();
      FeatureTransform comparison = strategy.comparison();
      return lloyd.cluster(
          rows, k, seed, chunk -> new SparkPasses(spark, names, comparison, chunk));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      if (!seen) {
        delete(copy);
      }
    }
  }

  private static Path write(FeatureBank rows, Path file) throws IOException {
    try (NpyWriter writer = new NpyWriter(file, rows.rows(), rows.width())) {
      for (int first = 0; first < rows.rows(); first += CHUNK_ROWS) {
        try (NDManager scope = rows.manager().newSubManager()) {
          int end = Math.min(rows.rows(), first + CHUNK_ROWS);
          writer.write(rows.chunk(scope, first, end).toFloatArray());
        }
      }
      return writer.finish();
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
