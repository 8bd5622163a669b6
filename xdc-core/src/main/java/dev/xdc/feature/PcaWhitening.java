package dev.xdc.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.apache.commons.math3.exception.MaxCountExceededException;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * Principal component analysis with whitening: the leading components of the features, uncorrelated
 * and of unit variance.
 *
 * <p>Components whose variance is below {@value #RELATIVE_FLOOR} of the largest are left out, since
 * all they hold is rounding: a column that never fires (a dead ReLU) would otherwise be blown up to
 * the weight of a real one. Each component points where its largest loading is positive, so that
 * the same features always give the same numbers.
 */
public final class PcaWhitening implements FeatureTransform.Fitted {

  /**
   * Variance of a component, relative to the largest, from which on it counts. A standard deviation
   * of 1e-4 of the largest one is what a FLOAT32 product still resolves to three digits.
   */
  static final double RELATIVE_FLOOR = 1e-8;

  private final float[] mean;
  private final float[] projection;
  private final int components;

  private PcaWhitening(float[] mean, float[] projection, int components) {
    this.mean = mean;
    this.projection = projection;
    this.components = components;
  }

  /**
   * Learns the components.
   *
   * <p>The covariance is accumulated in FLOAT64 on the device of {@code features}; the eigenvalues
   * are found in Java (0.3 s for D = 512, 3 s for D = 1,024).
   *
   * @param features N rows of width D, N at least 2; not changed
   * @param components how many components to keep, at least 1; at most D and N - 1 are kept, and
   *     none of the constant ones
   * @throws IllegalArgumentException if there are too few rows, a value is not finite, or {@code
   *     components < 1}
   */
  public static PcaWhitening fit(FeatureRows features, int components) {
    return fit(RowMoments.over(features), components);
  }

  /**
   * Learns the components from what rows add up to.
   *
   * @param components as {@link #fit(FeatureRows, int)} has them
   * @throws IllegalArgumentException for the same reasons
   */
  public static PcaWhitening fit(RowMoments moments, int components) {
    if (components < 1) {
      throw new IllegalArgumentException("components is " + components + ", must be at least 1");
    }
    FeatureStats stats = moments.stats();
    if (stats.rows() < 2) {
      throw new IllegalArgumentException("whitening needs at least 2 rows, got " + stats.rows());
    }
    Axes axes = Axes.of(covariance(moments.products(stats.mean()), stats));
    double[] variances = axes.variances();
    int kept = Math.min(Math.min(components, stats.width()), stats.rows() - 1);
    // At least one, so that identical rows come out as a column of zeros and not as rows of width
    // 0.
    while (kept > 1 && variances[kept - 1] <= RELATIVE_FLOOR * variances[0]) {
      kept--;
    }
    float[] projection = new float[stats.width() * kept];
    for (int c = 0; c < kept; c++) {
      double[] vector = axes.vectors().getEigenvector(c).toArray();
      double scale = variances[c] > 0 ? signOfLargest(vector) / Math.sqrt(variances[c]) : 0;
      for (int d = 0; d < vector.length; d++) {
        projection[d * kept + c] = (float) (vector[d] * scale);
      }
    }
    float[] mean = new float[stats.width()];
    for (int d = 0; d < mean.length; d++) {
      mean[d] = (float) stats.mean()[d];
    }
    return new PcaWhitening(mean, projection, kept);
  }

  /** Learns the components of an array of shape (N, D), FLOAT32. */
  public static PcaWhitening fit(NDArray features, int components) {
    return fit(FeatureRows.of(features), components);
  }

  /** Returns the whitening of {@code parts}, which hold a mean and a projection. */
  static PcaWhitening of(TransformParts parts) {
    return new PcaWhitening(
        parts.mean(), parts.projection(), parts.projection().length / parts.mean().length);
  }

  /** Returns what was learned. */
  TransformParts parts(TransformParts.Kind kind) {
    return new TransformParts(kind, mean, projection);
  }

  /** Variances in falling order, and their directions. */
  private record Axes(double[] variances, EigenDecomposition vectors) {

    /**
     * Finds them. Where most variances are 0 the library's iteration may wait for values to vanish
     * beside others that are rounding errors themselves. A multiple of the identity leaves the
     * directions as they are and gives it something to compare with; it costs variances of 1e-16 of
     * the largest, which do not count.
     */
    static Axes of(RealMatrix covariance) {
      try {
        EigenDecomposition found = new EigenDecomposition(covariance);
        return new Axes(found.getRealEigenvalues(), found);
      } catch (MaxCountExceededException e) {
        double shift = covariance.getTrace();
        RealMatrix identity = MatrixUtils.createRealIdentityMatrix(covariance.getRowDimension());
        EigenDecomposition found =
            new EigenDecomposition(covariance.add(identity.scalarMultiply(shift)));
        return new Axes(
            Arrays.stream(found.getRealEigenvalues()).map(value -> value - shift).toArray(), found);
      }
    }
  }

  private static RealMatrix covariance(double[] products, FeatureStats stats) {
    int width = stats.width();
    double[][] matrix = new double[width][width];
    for (int i = 0; i < width; i++) {
      for (int j = 0; j <= i; j++) {
        // Both halves from one product: the decomposition asks for exact symmetry.
        matrix[i][j] = products[i * width + j] / stats.rows();
        matrix[j][i] = matrix[i][j];
      }
    }
    return new Array2DRowRealMatrix(matrix, false);
  }

  private static double signOfLargest(double[] vector) {
    double largest = 0;
    for (double value : vector) {
      // The margin lets entries that differ by rounding alone count as equal, so that the first one
      // decides.
      if (Math.abs(value) > Math.abs(largest) * (1 + 1e-9)) {
        largest = value;
      }
    }
    return largest < 0 ? -1 : 1;
  }

  /**
   * Makes a transform of what another one learned.
   *
   * @param mean D values that are taken off the columns
   * @param projection D x components, row by row, by which the rest is multiplied
   * @throws IllegalArgumentException if the lengths do not fit each other
   */
  public static PcaWhitening of(float[] mean, float[] projection) {
    if (mean.length == 0 || projection.length == 0 || projection.length % mean.length != 0) {
      throw new IllegalArgumentException(
          "a projection of "
              + projection.length
              + " values does not fit a mean of "
              + mean.length
              + ", must be D x components values for D means");
    }
    return new PcaWhitening(mean.clone(), projection.clone(), projection.length / mean.length);
  }

  /** Returns the D values that are taken off the columns. */
  public float[] mean() {
    return mean.clone();
  }

  /** Returns the D x {@link #components()} values that the rest is multiplied by, row by row. */
  public float[] projection() {
    return projection.clone();
  }

  /** Returns how many components were kept. */
  public int components() {
    return components;
  }

  /**
   * Returns the whitened rows, of shape (N, {@link #components()}).
   *
   * @param features shape (N, D) with the D of the learning; the result is attached to its manager
   */
  @Override
  public NDArray apply(NDArray features) {
    if (features.getShape().dimension() != 2 || features.getShape().get(1) != mean.length) {
      throw new IllegalArgumentException(
          "features have shape " + features.getShape() + ", learned was (N, " + mean.length + ")");
    }
    try (NDManager scope = NDManager.subManagerOf(features)) {
      NDArray shift = scope.create(mean);
      NDArray matrix = scope.create(projection, new Shape(mean.length, components));
      NDArray centred = features.sub(shift);
      centred.attach(scope);
      NDArray result = centred.matMul(matrix);
      result.attach(features.getManager());
      return result;
    }
  }

  @Override
  public String toString() {
    return "PcaWhitening[D=" + mean.length + ", components=" + components + "]";
  }
}
