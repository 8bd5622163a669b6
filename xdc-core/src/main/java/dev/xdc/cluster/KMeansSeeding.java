package dev.xdc.cluster;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import dev.xdc.feature.FeatureRows;
import java.util.Arrays;
import java.util.Random;

/**
 * First centroids by greedy k-means++ (Arthur and Vassilvitskii 2007): each next one is the best of
 * 2 + ln K rows drawn with probability proportional to the squared distance to the centroids chosen
 * before.
 *
 * <p>Drawn is from a random sample of {@value #SAMPLE_ROWS_PER_CLUSTER} rows per cluster. Each
 * centroid costs a pass over the candidates, so that all of 100,000 x 512 rows would take longer to
 * seed, at K = 256, than to cluster.
 */
final class KMeansSeeding {

  static final int SAMPLE_ROWS_PER_CLUSTER = 64;

  private final Random random;
  private final int[] rows;
  private final float[] squares;
  private final double[] distances;
  private final boolean[] chosen;

  private KMeansSeeding(Random random, int[] rows, float[] squares) {
    this.random = random;
    this.rows = rows;
    this.squares = squares;
    this.distances = new double[rows.length];
    this.chosen = new boolean[rows.length];
    Arrays.fill(distances, Double.POSITIVE_INFINITY);
  }

  /** Returns K rows of {@code features}, no row twice. */
  static float[][] plusPlus(FeatureRows features, int k, long seed) {
    Random random = new Random(seed);
    int n = features.rows();
    int[] rows = sample(n, (int) Math.min(n, (long) k * SAMPLE_ROWS_PER_CLUSTER), random);
    try (NDManager scope = features.manager().newSubManager()) {
      NDArray sample = features.take(scope, rows);
      sample.subi(sample.mean(new int[] {0}));
      float[] squares = sample.square().sum(new int[] {1}).toFloatArray();
      int[] seeds = new KMeansSeeding(random, rows, squares).choose(sample, sample.transpose(), k);
      return rows(features, seeds, scope);
    }
  }

  /** Returns K random rows of {@code features}, no row twice. */
  static float[][] randomRows(FeatureRows features, int k, long seed) {
    int n = features.rows();
    try (NDManager scope = features.manager().newSubManager()) {
      return rows(features, sample(n, k, new Random(seed)), scope);
    }
  }

  private static float[][] rows(FeatureRows features, int[] which, NDManager scope) {
    float[] values = features.take(scope, which).toFloatArray();
    int width = features.width();
    float[][] rows = new float[which.length][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.copyOfRange(values, i * width, (i + 1) * width);
    }
    return rows;
  }

  private static NDArray take(NDArray matrix, int[] rows, NDManager scope) {
    try (NDArray index = scope.create(rows)) {
      return matrix.get(scope, new NDIndex("{}", index));
    }
  }

  /** Returns {@code size} distinct numbers below {@code n}, ascending. */
  private static int[] sample(int n, int size, Random random) {
    int[] all = new int[n];
    Arrays.setAll(all, i -> i);
    if (size < n) {
      for (int i = 0; i < size; i++) {
        int j = i + random.nextInt(n - i);
        int swapped = all[i];
        all[i] = all[j];
        all[j] = swapped;
      }
    }
    int[] picked = Arrays.copyOf(all, size);
    Arrays.sort(picked);
    return picked;
  }

  private int[] choose(NDArray sample, NDArray columns, int k) {
    int trials = 2 + (int) Math.log(k);
    int[] seeds = new int[k];
    for (int c = 0; c < k; c++) {
      int[] candidates = c == 0 ? new int[] {random.nextInt(rows.length)} : draw(trials);
      double[][] trial =
          distancesTo(take(sample, candidates, sample.getManager()), columns, candidates);
      int best = 0;
      double bestSum = Double.POSITIVE_INFINITY;
      for (int t = 0; t < candidates.length; t++) {
        double sum = Arrays.stream(trial[t]).sum();
        if (sum < bestSum) {
          best = t;
          bestSum = sum;
        }
      }
      System.arraycopy(trial[best], 0, distances, 0, distances.length);
      chosen[candidates[best]] = true;
      distances[candidates[best]] = 0;
      seeds[c] = rows[candidates[best]];
    }
    return seeds;
  }

  /**
   * Draws by squared distance; if no row is away from the centroids, any row not yet chosen will
   * do.
   */
  private int[] draw(int trials) {
    double[] cumulated = new double[distances.length];
    double total = 0;
    for (int i = 0; i < cumulated.length; i++) {
      total += distances[i];
      cumulated[i] = total;
    }
    int[] candidates = new int[trials];
    for (int t = 0; t < trials; t++) {
      int i = 0;
      if (total > 0) {
        int found = Arrays.binarySearch(cumulated, random.nextDouble() * total);
        i = Math.min(found >= 0 ? found : -found - 1, cumulated.length - 1);
      }
      // A draw of exactly zero lands on a row without weight, as does every draw when no row has
      // any.
      while (chosen[i] || (total > 0 && distances[i] == 0)) {
        i = (i + 1) % rows.length;
      }
      candidates[t] = i;
    }
    return candidates;
  }

  /**
   * Returns, for each candidate, the squared distance of every row to the nearest centroid if the
   * candidate were one.
   */
  private double[][] distancesTo(NDArray points, NDArray columns, int[] candidates) {
    float[] products;
    try (points;
        NDArray product = points.matMul(columns)) {
      products = product.toFloatArray();
    }
    double[][] result = new double[candidates.length][rows.length];
    for (int t = 0; t < candidates.length; t++) {
      double own = squares[candidates[t]];
      for (int i = 0; i < rows.length; i++) {
        double sizes = squares[i] + own;
        double distance = sizes - 2.0 * products[t * rows.length + i];
        // What is left of equal rows is rounding, and many of them would outweigh the few that
        // differ.
        result[t][i] = Math.min(distances[i], distance < 1e-6 * sizes ? 0 : distance);
      }
    }
    return result;
  }
}
