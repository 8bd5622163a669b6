package dev.xdc.spark;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.xdc.cluster.ClusterAssignment;
import dev.xdc.cluster.KMeans;
import dev.xdc.engine.TorchEngine;
import dev.xdc.feature.FeatureBank;
import dev.xdc.feature.NpyWriter;
import dev.xdc.feature.StoredRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long k-means takes here and on executors of one core each. {@code xdc.test.rows} is the
 * number of rows, {@code xdc.test.workers} that of executors, {@code xdc.test.rowsFile} where rows
 * are kept for the next time, and Maven's {@code xdc.test.threads} the threads of the local
 * clustering.
 */
@Tag("slow")
class KMeansTimesTest {
  private static final int ROWS = Integer.getInteger("xdc.test.rows", 100_000);
  private static final int WORKERS = Integer.getInteger("xdc.test.workers", 2);
  private static final int WIDTH = 512;
  private static final int CLUSTERS = 256;
  private static final int ITERATIONS = 5;
  private static final int JOBS = 20;

  @TempDir private Path folder;

  @Test
  void executorsFindTheClustersOfALocalRun() throws IOException {
    Path rows = Path.of(System.getProperty("xdc.test.rowsFile", folder + "/rows.npy"));
    if (!Files.exists(rows)) {
      write(rows);
    }
    try (NDManager manager = TorchEngine.newManager();
        FeatureBank bank = StoredRows.open(manager, List.of(rows))) {
      float[] firstRows = bank.chunk(manager, 0, CLUSTERS).toFloatArray();
      float[][] centroids =
          IntStream.range(0, CLUSTERS)
              .mapToObj(k -> Arrays.copyOfRange(firstRows, k * WIDTH, (k + 1) * WIDTH))
              .toArray(float[][]::new);
      KMeans kMeans =
          KMeans.builder()
              .optCentroids(centroids) // seeding is the driver's in both cases
              .optIterations(ITERATIONS)
              .optTolerance(0)
              .build();
      ClusterAssignment here = timed("local", () -> kMeans.cluster(bank, CLUSTERS, 1));
      try (JavaSparkContext spark =
          new JavaSparkContext(
              ChildProcesses.executors(TinyRuns.conf("local-cluster[" + WORKERS + ",1,1024]")))) {
        Runnable job = () -> spark.parallelize(Collections.nCopies(WORKERS, 0), WORKERS).count();
        job.run(); // starts the executors
        System.out.printf(
            "a job that does nothing: %.3f s%n",
            seconds(() -> Collections.nCopies(JOBS, job).forEach(Runnable::run)) / JOBS);
        SparkClusters clusters = new SparkClusters(spark, rows.toAbsolutePath().getParent(), 0);
        for (String time : List.of("first", "second")) {
          ClusterAssignment there =
              timed(
                  WORKERS + " workers, " + time + " time",
                  () -> clusters.cluster(kMeans, bank, CLUSTERS, 1));
          assertThat(there.labels()).isEqualTo(here.labels());
          assertThat(there.centroids()).isDeepEqualTo(here.centroids());
        }
      }
    }
  }

  private static ClusterAssignment timed(String what, Supplier<ClusterAssignment> clustering) {
    AtomicReference<ClusterAssignment> found = new AtomicReference<>();
    double seconds = seconds(() -> found.set(clustering.get()));
    System.out.printf(
        "%,d x %d, K = %d, %d iterations, %s: %.1f s%n",
        ROWS, WIDTH, CLUSTERS, ITERATIONS, what, seconds);
    return found.get();
  }

  private static double seconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) * 1e-9;
  }

  /** Writes rows around centres; what is added to one is taken from a table. */
  private static void write(Path file) throws IOException {
    Random random = new Random(1);
    float[] noise = new float[1 << 20];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) random.nextGaussian();
    }
    try (NpyWriter writer = new NpyWriter(file, ROWS, WIDTH)) {
      float[] row = new float[WIDTH];
      for (int n = 0; n < ROWS; n++) {
        int centre = random.nextInt(CLUSTERS) * WIDTH;
        int at = random.nextInt(noise.length - WIDTH);
        for (int d = 0; d < WIDTH; d++) {
          row[d] = noise[centre + d] + noise[at + d];
        }
        writer.write(row);
      }
      writer.finish();
    }
  }
}
