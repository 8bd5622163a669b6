package dev.xdc.spark;

import dev.xdc.cluster.ClusterAssignment;
import dev.xdc.cluster.ClusterSums;
import dev.xdc.cluster.KMeans;
import dev.xdc.cluster.LloydClustering;
import dev.xdc.cluster.LloydPasses;
import dev.xdc.feature.FeatureRows;
import dev.xdc.feature.FeatureTransform;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.function.IntFunction;

/** K-means that orders a {@link Mishap} in the second pass of its first clustering. */
final class UnluckyKMeans implements LloydClustering {
  private final KMeans usual = KMeans.standard();
  private final Path folder;
  private final Mishap mishap;
  private int passes;

  UnluckyKMeans(Path folder, Mishap mishap) {
    this.folder = folder;
    this.mishap = mishap;
  }

  /** Returns how many passes were shared out. */
  int passes() {
    return passes;
  }

  @Override
  public ClusterAssignment cluster(FeatureRows features, int k, long seed) {
    return usual.cluster(features, k, seed);
  }

  @Override
  public ClusterAssignment cluster(
      FeatureRows features, int k, long seed, IntFunction<LloydPasses> elsewhere) {
    return usual.cluster(features, k, seed, rows -> new Counted(elsewhere.apply(rows)));
  }

  private final class Counted implements LloydPasses {
    private final LloydPasses shared;

    Counted(LloydPasses shared) {
      this.shared = shared;
    }

    @Override
    public boolean assign(float[][] centroids, int[] labels, ClusterSums sums) {
      if (++passes == 2) {
        mishap.order(folder);
      }
      return shared.assign(centroids, labels, sums);
    }

    @Override
    public double label(float[][] centroids, int[] labels) {
      return shared.label(centroids, labels);
    }
  }

  @Override
  public FeatureTransform comparison() {
    return new Striking(folder.toString());
  }

  @Override
  public String toString() {
    return usual.toString();
  }

  /** Changes nothing. */
  private record Striking(String folder) implements FeatureTransform, Serializable {
    @Override
    public Fitted fit(FeatureRows features) {
      Mishap.strike(folder);
      return FeatureTransform.raw().fit(features);
    }
  }
}
