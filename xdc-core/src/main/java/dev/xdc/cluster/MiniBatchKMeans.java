package dev.xdc.cluster;

import ai.djl.ndarray.NDManager;
import dev.xdc.clip.Seeds;
import dev.xdc.feature.FeatureRows;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Mini-batch k-means (Sculley 2010): centroids move after every batch of random rows, each towards
 * the mean of all rows it has won so far. Meant for sets so large that each of the passes of {@link
 * KMeans} is expensive; its inertia is somewhat larger.
 *
 * <p>A pass takes every row once, in random order by runs of {@value #RUN_ROWS} neighbours, which
 * lie together in a file. A cluster that wins no row in a pass takes half of the one with the
 * largest inertia, as in {@link KMeans}. {@link ClusterAssignment#iterations()} counts passes.
 *
 * <p>Defaults: 3 passes, batches of 4,096 rows, {@link KMeansInit#PLUS_PLUS}.
 */
public final class MiniBatchKMeans implements ClusteringStrategy {

  private static final int RUN_ROWS = 16;

  private final KMeansInit init;
  private final int passes;
  private final int batchRows;

  private MiniBatchKMeans(Builder builder) {
    init = builder.init;
    passes = builder.passes;
    batchRows = builder.batchRows;
  }

  /** Returns mini-batch k-means with the default settings. */
  public static MiniBatchKMeans standard() {
    return builder().build();
  }

  /** Returns a builder with the default settings. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public ClusterAssignment cluster(FeatureRows features, int k, long seed) {
    ClusterChecks.check(features, k);
    float[][] centroids = init.seeds(features, k, Seeds.mix(seed, 0));
    Random random = new Random(Seeds.mix(seed, 1));
    int[] labels = new int[features.rows()];
    long[] won = new long[k];
    int repaired = 0;
    for (int pass = 1; pass <= passes; pass++) {
      int[] sizes = pass(features, shuffled(features.rows(), random), centroids, labels, won);
      if (Arrays.stream(sizes).anyMatch(size -> size == 0)) {
        repaired += new EmptyClusterRepair(features, batchRows, labels, centroids, sizes).repair();
      }
    }
    double inertia = LloydRun.label(features, batchRows, centroids, labels);
    return new ClusterAssignment(labels, centroids, inertia, passes, repaired);
  }

  /** Returns the number of rows that each cluster won in the pass. */
  private int[] pass(
      FeatureRows features, int[] order, float[][] centroids, int[] labels, long[] won) {
    ClusterSums sums = new ClusterSums(centroids.length, features.width());
    int[] sizes = new int[centroids.length];
    for (int from = 0; from < order.length; from += batchRows) {
      int[] rows = Arrays.copyOfRange(order, from, Math.min(order.length, from + batchRows));
      Arrays.sort(rows);
      sums.clear();
      try (NDManager scope = features.manager().newSubManager()) {
        int[] found = new int[rows.length];
        Arrays.fill(found, -1);
        NearestCentroids.search(
            FeatureRows.of(features.take(scope, rows)),
            centroids,
            rows.length,
            found,
            (chunk, none, part) -> ClusterSums.Change.of(chunk, none, part, centroids),
            change -> sums.add(change, centroids));
        for (int i = 0; i < rows.length; i++) {
          labels[rows[i]] = found[i];
        }
      }
      for (int c = 0; c < sizes.length; c++) {
        sizes[c] += sums.sizes()[c];
      }
      sums.moveTowardsMeans(centroids, won);
    }
    return sizes;
  }

  /** Returns the numbers below {@code n}, runs of neighbours in random order. */
  private static int[] shuffled(int n, Random random) {
    int[] runs = IntStream.rangeClosed(0, (n - 1) / RUN_ROWS).toArray();
    for (int i = runs.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = runs[i];
      runs[i] = runs[j];
      runs[j] = swapped;
    }
    return Arrays.stream(runs)
        .flatMap(run -> IntStream.range(run * RUN_ROWS, Math.min(n, (run + 1) * RUN_ROWS)))
        .toArray();
  }

  @Override
  public String toString() {
    return "MiniBatchKMeans[init=" + init + ", passes=" + passes + ", batchRows=" + batchRows + "]";
  }

  /** Settings of {@link MiniBatchKMeans}. */
  public static final class Builder {

    private KMeansInit init = KMeansInit.PLUS_PLUS;
    private int passes = 3;
    private int batchRows = 4096;

    private Builder() {}

    /** Sets how the first centroids are found (default {@link KMeansInit#PLUS_PLUS}). */
    public Builder optInit(KMeansInit init) {
      this.init = init;
      return this;
    }

    /**
     * Sets how often every row is taken (default 3).
     *
     * @throws IllegalArgumentException if less than 1
     */
    public Builder optPasses(int passes) {
      this.passes = KMeans.Builder.atLeastOne("passes", passes);
      return this;
    }

    /**
     * Sets after how many rows the centroids move (default 4,096); several times K is well.
     *
     * @throws IllegalArgumentException if less than 1
     */
    public Builder optBatchRows(int batchRows) {
      this.batchRows = KMeans.Builder.atLeastOne("batchRows", batchRows);
      return this;
    }

    /** Returns the clustering. */
    public MiniBatchKMeans build() {
      return new MiniBatchKMeans(this);
    }
  }
}
