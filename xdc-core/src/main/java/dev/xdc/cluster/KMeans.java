package dev.xdc.cluster;

import dev.xdc.clip.Seeds;
import dev.xdc.feature.FeatureRows;
import dev.xdc.feature.FeatureStats;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Plain k-means, the clustering of the paper (supplement A): greedy k-means++ seeding, then Lloyd's
 * iterations with the distances of a chunk of rows to all centroids as one matrix product on the
 * device of the features.
 *
 * <p>Defaults: 20 iterations (what DeepCluster's faiss does), tolerance 1e-4, 1 restart (as faiss),
 * chunks of 4,096 rows. On 20,000 x 128 clustered rows with K from 16 to 256, the tolerance ended
 * the runs after 11 to 15 iterations with 0.1 % more inertia than all 20 gave, and five restarts
 * took five times as long for 0.3 to 0.4 % less; the next round replaces the labels anyway.
 *
 * <p>An empty cluster takes half of the cluster with the largest inertia and is counted in {@link
 * ClusterAssignment#repaired()}. Clusters are left empty only if there are fewer different rows
 * than clusters, or if the last iteration emptied them.
 *
 * <p>Cost per iteration: 2 N K D operations; memory beyond the features: N labels, K x D sums, and
 * the scores of a chunk. Sums are not made anew at each iteration: rows that change their cluster
 * are moved from one to the other. The same arguments give the same result on one device and number
 * of threads.
 */
public final class KMeans implements LloydClustering {

  private final KMeansInit init;
  private final float @Nullable [][] first;
  private final int iterations;
  private final double tolerance;
  private final int restarts;
  private final int chunkRows;

  private KMeans(Builder builder) {
    init = builder.init;
    first = builder.first;
    iterations = builder.iterations;
    tolerance = builder.tolerance;
    restarts = builder.restarts;
    chunkRows = builder.chunkRows;
  }

  /** Returns k-means with the default settings. */
  public static KMeans standard() {
    return builder().build();
  }

  /** Returns a builder with the default settings. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public ClusterAssignment cluster(FeatureRows features, int k, long seed) {
    return cluster(features, ClusterChecks.check(features, k), k, seed, false);
  }

  @Override
  public ClusterAssignment cluster(
      FeatureRows features, int k, long seed, IntFunction<LloydPasses> passes) {
    return cluster(features, ClusterChecks.check(features, k), k, seed, false, passes);
  }

  /** Clusters checked rows; if {@code unit}, rows and centroids are of length 1. */
  ClusterAssignment cluster(
      FeatureRows features, FeatureStats stats, int k, long seed, boolean unit) {
    return cluster(
        features, stats, k, seed, unit, exact -> new LocalPasses(features, exact, chunkRows));
  }

  /** Clusters checked rows by {@code elsewhere}, which gets the number of rows of a chunk. */
  ClusterAssignment cluster(
      FeatureRows features,
      FeatureStats stats,
      int k,
      long seed,
      boolean unit,
      IntFunction<LloydPasses> elsewhere) {
    LloydPasses passes = elsewhere.apply(NearestCentroids.chunkRows(chunkRows, features.rows()));
    ClusterAssignment best = null;
    for (int restart = 0; restart < restarts; restart++) {
      float[][] seeds =
          first == null ? init.seeds(features, k, Seeds.mix(seed, restart)) : given(first, k);
      ClusterAssignment found =
          new LloydRun(features, passes, seeds, chunkRows, unit)
              .run(iterations, tolerance * stats.spread());
      if (best == null || found.inertia() < best.inertia()) {
        best = found;
      }
    }
    return Objects.requireNonNull(best);
  }

  private static float[][] given(float[][] centroids, int k) {
    if (centroids.length != k) {
      throw new IllegalArgumentException(
          "k is " + k + ", the first centroids given are " + centroids.length);
    }
    return Arrays.stream(centroids).map(float[]::clone).toArray(float[][]::new);
  }

  @Override
  public String toString() {
    return "KMeans[init="
        + (first == null ? init : "given")
        + ", iterations="
        + iterations
        + ", tolerance="
        + tolerance
        + ", restarts="
        + restarts
        + ", chunkRows="
        + chunkRows
        + "]";
  }

  /** Settings of {@link KMeans}. */
  public static final class Builder {

    private KMeansInit init = KMeansInit.PLUS_PLUS;
    private float @Nullable [][] first;
    private int iterations = 20;
    private double tolerance = 1e-4;
    private int restarts = 1;
    private int chunkRows = 4096;

    private Builder() {}

    /** Sets how the first centroids are found (default {@link KMeansInit#PLUS_PLUS}). */
    public Builder optInit(KMeansInit init) {
      this.init = init;
      return this;
    }

    /**
     * Sets the first centroids, K of width D, instead of having them found (default none); their
     * number must be the k asked for. More than one restart is then a waste of time.
     */
    public Builder optCentroids(float[][] centroids) {
      this.first = Arrays.stream(centroids).map(float[]::clone).toArray(float[][]::new);
      return this;
    }

    /**
     * Sets the largest number of iterations (default 20).
     *
     * @throws IllegalArgumentException if less than 1
     */
    public Builder optIterations(int iterations) {
      this.iterations = atLeastOne("iterations", iterations);
      return this;
    }

    /**
     * Sets when to stop before that: when moving the centroids lowers the inertia by at most {@code
     * tolerance} times the inertia of a single cluster (default 1e-4; 0 continues until no row
     * changes its cluster).
     *
     * @throws IllegalArgumentException if negative or not a number
     */
    public Builder optTolerance(double tolerance) {
      if (!(tolerance >= 0)) {
        throw new IllegalArgumentException("tolerance is " + tolerance + ", must be at least 0");
      }
      this.tolerance = tolerance;
      return this;
    }

    /**
     * Sets how many times to start anew from other seeds; the result of least inertia is kept
     * (default 1).
     *
     * @throws IllegalArgumentException if less than 1
     */
    public Builder optRestarts(int restarts) {
      this.restarts = atLeastOne("restarts", restarts);
      return this;
    }

    /**
     * Sets how many rows are compared with the centroids at once at most, on the CPU by each thread
     * (default 4,096; a GPU may like more). The scores take 4 K bytes per row.
     *
     * @throws IllegalArgumentException if less than 1
     */
    public Builder optChunkRows(int chunkRows) {
      this.chunkRows = atLeastOne("chunkRows", chunkRows);
      return this;
    }

    /** Returns the clustering. */
    public KMeans build() {
      return new KMeans(this);
    }

    static int atLeastOne(String name, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(name + " is " + value + ", must be at least 1");
      }
      return value;
    }
  }
}
