package dev.xdc.benchmarks;

import ai.djl.ndarray.NDManager;
import dev.xdc.cluster.ClusterAssignment;
import dev.xdc.cluster.ClusteringStrategy;
import dev.xdc.cluster.KMeans;
import dev.xdc.cluster.MiniBatchKMeans;
import dev.xdc.engine.TorchEngine;
import dev.xdc.feature.FeatureRows;
import dev.xdc.feature.NpyRows;
import dev.xdc.feature.NpyWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Times k-means on a file of features, to be alternated with peers that read the same file: see
 * {@code xdc-benchmarks/peers/kmeans.sh}.
 *
 * <p>{@code make FILE ROWS} writes ROWS x 512 features, normal around one of 500 centres each,
 * which overlap. {@code run FILE ITERATIONS K...} clusters them from its first K rows and prints,
 * for each K, a line: rows, K, side, the seconds that ITERATIONS took with all that goes with them,
 * the milliseconds that each iteration but the first took, inertia, and the largest number of MiB
 * that the process held without what it maps. {@code batch FILE PASSES K...} does the same with
 * mini-batches.
 */
public final class KMeansTimer {
  private static final int WIDTH = 512;
  private static final int CENTRES = 500;

  private KMeansTimer() {}

  /** Makes or clusters a file. */
  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[1]);
    int number = Integer.parseInt(args[2]);
    if (args[0].equals("make")) {
      make(file, number);
      return;
    }
    AtomicLong peak = new AtomicLong();
    watchMemory(peak);
    try (NDManager manager = TorchEngine.newManager();
        NpyRows rows = NpyRows.open(manager, file)) {
      for (int i = 3; i < args.length; i++) {
        int k = Integer.parseInt(args[i]);
        time(rows, k, strategy(args[0], first(rows, k), number)); // the compiler's time
        Timed once = time(rows, k, strategy(args[0], first(rows, k), 1));
        Timed all = time(rows, k, strategy(args[0], first(rows, k), number));
        System.out.printf(
            Locale.ROOT,
            "%d %d xdc%s %.3f %.2f %.6g %d%n",
            rows.rows(),
            k,
            args[0].equals("batch") ? "-batch" : "",
            all.seconds,
            1000 * (all.seconds - once.seconds) / Math.max(1, all.found.iterations() - 1),
            all.found.inertia(),
            peak.get() >> 10);
      }
    }
  }

  private static ClusteringStrategy strategy(String what, float[][] first, int iterations) {
    return what.equals("batch")
        ? MiniBatchKMeans.builder().optPasses(iterations).build()
        : KMeans.builder().optCentroids(first).optIterations(iterations).optTolerance(0).build();
  }

  private record Timed(ClusterAssignment found, double seconds) {}

  private static Timed time(FeatureRows rows, int k, ClusteringStrategy strategy) {
    long start = System.nanoTime();
    ClusterAssignment found = strategy.cluster(rows, k, 1);
    return new Timed(found, (System.nanoTime() - start) * 1e-9);
  }

  private static float[][] first(FeatureRows rows, int k) {
    float[][] first = new float[k][];
    try (NDManager scope = rows.manager().newSubManager()) {
      for (int c = 0; c < k; c++) {
        first[c] = rows.chunk(scope, c, c + 1).toFloatArray();
      }
    }
    return first;
  }

  private static void make(Path file, int rows) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    float[][] centres = new float[CENTRES][WIDTH];
    for (float[] centre : centres) {
      for (int d = 0; d < WIDTH; d++) {
        centre[d] = (float) (0.5 * random.nextGaussian());
      }
    }
    try (NpyWriter writer = new NpyWriter(file, rows, WIDTH)) {
      float[] row = new float[WIDTH];
      for (int i = 0; i < rows; i++) {
        float[] centre = centres[random.nextInt(CENTRES)];
        for (int d = 0; d < WIDTH; d++) {
          row[d] = centre[d] + (float) random.nextGaussian();
        }
        writer.write(row);
      }
      writer.finish();
    }
  }

  /** Keeps the largest RssAnon in KiB: heap and native memory without mapped files. Linux only. */
  private static void watchMemory(AtomicLong peak) {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return;
    }
    Thread watcher =
        new Thread(
            () -> {
              try {
                while (true) {
                  for (String line : Files.readAllLines(status)) {
                    if (line.startsWith("RssAnon:")) {
                      long kib = Long.parseLong(line.replaceAll("\\D", ""));
                      peak.accumulateAndGet(kib, Math::max);
                    }
                  }
                  Thread.sleep(50);
                }
              } catch (IOException | InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "memory");
    watcher.setDaemon(true);
    watcher.start();
  }
}
