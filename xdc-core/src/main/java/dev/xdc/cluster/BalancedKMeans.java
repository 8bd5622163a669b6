package dev.xdc.cluster;

import ai.djl.ndarray.NDArray;
import dev.xdc.clip.Seeds;
import dev.xdc.feature.FeatureRows;
import dev.xdc.feature.FeatureStats;
import java.util.Arrays;

/**
 * K-means whose clusters are about equally large: each assignment of rows to centroids is an
 * optimal transport between N rows of weight 1/N and K clusters of weight 1/K at the squared
 * distance as cost, found by Sinkhorn and Knopp's iteration (Cuturi 2013). SeLa (Asano, Rupprecht,
 * Vedaldi 2020) and, for video and sound, SeLaVi (Asano et al. 2020) label clips in this way, from
 * the outputs of the network where this takes distances; their clusters of unequal prescribed sizes
 * are left out.
 *
 * <p>The transport comes to one offset for each cluster: a row lies where squared distance less
 * offset is least ({@link ClusterAssignment#offsets()}), and so do rows that took no part. The
 * offsets are sought with soft assignments; in whole rows the sizes differ somewhat, less the lower
 * the regularisation, and rows that are equal stay together. Held-out rows follow the offsets and
 * need not be balanced.
 *
 * <p>Defaults: 20 iterations, 10 steps of Sinkhorn's each, regularisation 0.02. On 4,000 x 64 rows
 * of length 1 in 40 blobs of very different sizes, K = 64, they left 55 to 67 rows in a cluster,
 * where {@link KMeans} left 16 to 123 with 1 % less inertia; 30 steps gave 56 to 68, regularisation
 * 0.1 30 to 106.
 *
 * <p>Cost: a pass over the rows for each step of Sinkhorn's, as much as an iteration of {@link
 * KMeans} each. Nothing of size N x K is kept. The same arguments give the same result on one
 * device and number of threads.
 */
public final class BalancedKMeans implements ClusteringStrategy {

  private static final int CHUNK_ROWS = 4096;

  /** A cluster's soft share of the rows is balanced when it is off by at most this part of it. */
  private static final double BALANCED = 0.01;

  /** So that a cluster that has no share at all gets a finite offset. */
  private static final double LEAST_SHARE = 1e-9;

  private final KMeansInit init;
  private final int iterations;
  private final double regularisation;
  private final int sinkhornIterations;

  private BalancedKMeans(Builder builder) {
    init = builder.init;
    iterations = builder.iterations;
    regularisation = builder.regularisation;
    sinkhornIterations = builder.sinkhornIterations;
  }

  /** Returns balanced k-means with the default settings. */
  public static BalancedKMeans standard() {
    return builder().build();
  }

  /** Returns a builder with the default settings. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public ClusterAssignment cluster(FeatureRows features, int k, long seed) {
    FeatureStats stats = ClusterChecks.check(features, k);
    double temperature = regularisation * Arrays.stream(stats.variance()).sum();
    float[][] centroids = init.seeds(features, k, Seeds.mix(seed, 0));
    float[] offsets = new float[k];
    int[] labels = new int[features.rows()];
    Arrays.fill(labels, -1);
    ClusterSums sums = new ClusterSums(k, features.width());
    int iteration = 0;
    boolean settled = false;
    while (!settled) {
      iteration++;
      balance(features, centroids, offsets, temperature);
      boolean[] relabelled = {false};
      NearestCentroids.search(
          features,
          centroids,
          offsets,
          CHUNK_ROWS,
          labels,
          (chunk, before, found) -> ClusterSums.Change.of(chunk, before, found, centroids),
          change -> {
            relabelled[0] |= change.any();
            sums.add(change, centroids);
          });
      settled = !relabelled[0] || iteration > iterations;
      if (!settled) {
        sums.moveToMeans(centroids, false);
      }
    }
    double inertia = LloydRun.label(features, CHUNK_ROWS, centroids, offsets, labels);
    return new ClusterAssignment(labels, centroids, inertia, iteration, 0, offsets);
  }

  /** Moves offsets until every cluster has the same soft share of the rows. */
  private void balance(
      FeatureRows features, float[][] centroids, float[] offsets, double temperature) {
    double even = (double) features.rows() / offsets.length;
    boolean balanced = temperature == 0; // all rows are equal
    for (int step = 0; step < sinkhornIterations && !balanced; step++) {
      double[] shares = shares(features, centroids, offsets, temperature);
      balanced = true;
      for (int c = 0; c < offsets.length; c++) {
        balanced &= Math.abs(shares[c] - even) <= BALANCED * even;
        double ratio = even / Math.max(shares[c], LEAST_SHARE * even);
        offsets[c] += (float) (temperature * Math.log(ratio));
      }
    }
  }

  /** Returns for each cluster how many rows it holds when each is shared out among clusters. */
  private static double[] shares(
      FeatureRows features, float[][] centroids, float[] offsets, double temperature) {
    double[] shares = new double[offsets.length];
    try (NearestCentroids nearest = new NearestCentroids(features, centroids, offsets)) {
      features.collect(
          CHUNK_ROWS,
          (chunk, first) -> {
            NDArray cost = nearest.scores(chunk).div(temperature).neg();
            return cost.softmax(1).sum(new int[] {0}).toFloatArray();
          },
          part -> {
            for (int c = 0; c < shares.length; c++) {
              shares[c] += part[c];
            }
          });
    }
    return shares;
  }

  @Override
  public String toString() {
    return "BalancedKMeans[init="
        + init
        + ", iterations="
        + iterations
        + ", regularisation="
        + regularisation
        + ", sinkhornIterations="
        + sinkhornIterations
        + "]";
  }

  /** Settings of {@link BalancedKMeans}. */
  public static final class Builder {

    private KMeansInit init = KMeansInit.PLUS_PLUS;
    private int iterations = 20;
    private double regularisation = 0.02;
    private int sinkhornIterations = 10;

    private Builder() {}

    /** Sets how the first centroids are found (default {@link KMeansInit#PLUS_PLUS}). */
    public Builder optInit(KMeansInit init) {
      this.init = init;
      return this;
    }

    /**
     * Sets how often centroids move at most (default 20).
     *
     * @throws IllegalArgumentException if less than 1
     */
    public Builder optIterations(int iterations) {
      this.iterations = KMeans.Builder.atLeastOne("iterations", iterations);
      return this;
    }

    /**
     * Sets the weight of the entropy in the transport, as a part of the mean squared distance of
     * the rows to their mean (default 0.02). Lower values balance better and take more steps.
     *
     * @throws IllegalArgumentException if not positive
     */
    public Builder optRegularisation(double regularisation) {
      if (!(regularisation > 0 && Double.isFinite(regularisation))) {
        throw new IllegalArgumentException(
            "regularisation is " + regularisation + ", must be positive");
      }
      this.regularisation = regularisation;
      return this;
    }

    /**
     * Sets the steps of Sinkhorn's iteration at each assignment (default 10, each starting from the
     * offsets of the last); it ends before when all shares are even to one percent.
     *
     * @throws IllegalArgumentException if less than 1
     */
    public Builder optSinkhornIterations(int iterations) {
      this.sinkhornIterations = KMeans.Builder.atLeastOne("sinkhornIterations", iterations);
      return this;
    }

    /** Returns the clustering. */
    public BalancedKMeans build() {
      return new BalancedKMeans(this);
    }
  }
}
