package dev.xdc.cluster;

import dev.xdc.feature.FeatureRows;
import dev.xdc.internal.engine.RowChunks;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.ml.clustering.CentroidCluster;
import org.apache.commons.math3.ml.clustering.Clusterable;
import org.apache.commons.math3.ml.clustering.KMeansPlusPlusClusterer;
import org.apache.commons.math3.ml.clustering.MultiKMeansPlusPlusClusterer;
import org.apache.commons.math3.ml.distance.EuclideanDistance;
import org.apache.commons.math3.random.Well19937c;

/**
 * The k-means++ of Commons Math behind the same interface: an independent implementation to compare
 * {@link KMeans} with. Works in double on one thread, copies the features to Java memory, and an
 * iteration is about twenty times slower.
 *
 * <p>Commons Math reports neither its iterations nor its repairs of empty clusters (a random row of
 * the cluster with the largest variance): {@link ClusterAssignment#iterations()} is the limit,
 * {@link ClusterAssignment#repaired()} is 0.
 *
 * @param iterations the largest number of iterations of a restart, at least 1
 * @param restarts how many times to start anew, at least 1; the result of least inertia is kept
 */
public record CommonsMathKMeans(int iterations, int restarts) implements ClusteringStrategy {

  private static final int CHUNK_ROWS = 4096;

  /** Checks the settings. */
  public CommonsMathKMeans {
    if (iterations < 1 || restarts < 1) {
      throw new IllegalArgumentException(
          "iterations is "
              + iterations
              + ", restarts is "
              + restarts
              + ", both must be at least 1");
    }
  }

  /**
   * Runs until nothing changes, at most 1,000 iterations, ten times: its seeding is not the greedy
   * one, and a single run often joins two clear clusters.
   */
  public CommonsMathKMeans() {
    this(1000, 10);
  }

  @Override
  public ClusterAssignment cluster(FeatureRows features, int k, long seed) {
    int width = ClusterChecks.check(features, k).width();
    List<Row> rows = new ArrayList<>();
    features.forEach(
        CHUNK_ROWS,
        (chunk, first) ->
            RowChunks.forEachRow(chunk, (i, row) -> rows.add(new Row(first + i, doubles(row)))));
    EuclideanDistance distance = new EuclideanDistance();
    KMeansPlusPlusClusterer<Row> once =
        new KMeansPlusPlusClusterer<>(k, iterations, distance, new Well19937c(seed));
    List<CentroidCluster<Row>> clusters =
        new MultiKMeansPlusPlusClusterer<>(once, restarts).cluster(rows);
    int[] labels = new int[rows.size()];
    float[][] centroids = new float[k][width];
    double inertia = 0;
    for (int c = 0; c < k; c++) {
      double[] center = clusters.get(c).getCenter().getPoint();
      for (int d = 0; d < width; d++) {
        centroids[c][d] = (float) center[d];
      }
      for (Row row : clusters.get(c).getPoints()) {
        labels[row.index()] = c;
        inertia += Math.pow(distance.compute(row.point(), center), 2);
      }
    }
    return new ClusterAssignment(labels, centroids, inertia, iterations, 0);
  }

  private static double[] doubles(float[] row) {
    double[] point = new double[row.length];
    for (int d = 0; d < point.length; d++) {
      point[d] = row[d];
    }
    return point;
  }

  private record Row(int index, double[] point) implements Clusterable {
    @Override
    public double[] getPoint() {
      return point;
    }
  }
}
