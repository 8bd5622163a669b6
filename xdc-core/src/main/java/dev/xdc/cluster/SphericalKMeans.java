package dev.xdc.cluster;

import dev.xdc.feature.FeatureRows;
import dev.xdc.feature.FeatureStats;
import dev.xdc.feature.FeatureTransform;
import java.util.function.IntFunction;

/**
 * Spherical k-means (Dhillon and Modha 2001): rows are compared by their direction alone, and
 * centroids are of length 1, so that the nearest one is that of the largest cosine.
 *
 * <p>The settings are those of {@link KMeans}, with the same defaults. {@link
 * ClusterAssignment#inertia()} is the sum of the squared distances of the rows, scaled to length 1,
 * to their centroids: twice the sum of 1 - cosine. {@link ClusterAssignment#nearest} needs no
 * scaling of new rows. Rows of zeros have no direction and lie in the cluster that comes first.
 *
 * <p>Rows are scaled at each reading. A run of the trainer is spared it by {@link
 * FeatureTransform#l2()}.
 */
public final class SphericalKMeans implements LloydClustering {

  private final KMeans kMeans;

  private SphericalKMeans(KMeans kMeans) {
    this.kMeans = kMeans;
  }

  /** Returns spherical k-means with the default settings. */
  public static SphericalKMeans standard() {
    return builder().build();
  }

  /** Returns a builder with the default settings. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public ClusterAssignment cluster(FeatureRows features, int k, long seed) {
    ClusterChecks.check(features, k);
    FeatureRows unit = comparison().fit(features).apply(features);
    return kMeans.cluster(unit, FeatureStats.of(unit), k, seed, true);
  }

  @Override
  public ClusterAssignment cluster(
      FeatureRows features, int k, long seed, IntFunction<LloydPasses> passes) {
    ClusterChecks.check(features, k);
    FeatureRows unit = comparison().fit(features).apply(features);
    return kMeans.cluster(unit, FeatureStats.of(unit), k, seed, true, passes);
  }

  /** Rows are scaled to length 1. */
  @Override
  public FeatureTransform comparison() {
    return FeatureTransform.l2();
  }

  @Override
  public String toString() {
    return "Spherical" + kMeans;
  }

  /** Settings of {@link SphericalKMeans}; those of {@link KMeans.Builder}. */
  public static final class Builder {

    private final KMeans.Builder kMeans = KMeans.builder();

    private Builder() {}

    /** Sets how the first centroids are found, see {@link KMeans.Builder#optInit}. */
    public Builder optInit(KMeansInit init) {
      kMeans.optInit(init);
      return this;
    }

    /** Sets the largest number of iterations, see {@link KMeans.Builder#optIterations}. */
    public Builder optIterations(int iterations) {
      kMeans.optIterations(iterations);
      return this;
    }

    /** Sets when to stop before that, see {@link KMeans.Builder#optTolerance}. */
    public Builder optTolerance(double tolerance) {
      kMeans.optTolerance(tolerance);
      return this;
    }

    /** Sets how many times to start anew, see {@link KMeans.Builder#optRestarts}. */
    public Builder optRestarts(int restarts) {
      kMeans.optRestarts(restarts);
      return this;
    }

    /** Returns the clustering. */
    public SphericalKMeans build() {
      return new SphericalKMeans(kMeans.build());
    }
  }
}
