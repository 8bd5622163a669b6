package dev.xdc.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.xdc.feature.JavaRows;
import dev.xdc.feature.PcaWhitening;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/**
 * Canonical correlation analysis (Hotelling 1936): directions in two feature spaces along which
 * paired rows agree most. Both spaces are whitened on their leading components, which keeps it from
 * fitting noise, and the singular vectors of the cross-covariance turn them onto each other.
 *
 * <p>It brings picture and sound into one space without a label: all it learns from is which
 * picture goes with which sound. Each direction is weighted by its correlation.
 */
final class CanonicalCorrelation {
  private static final String CORRELATIONS = "correlations";
  private static final String MEAN = ".mean";
  private static final String PROJECTION = ".projection";
  private static final String TURN = ".turn";

  private final PcaWhitening first;
  private final PcaWhitening second;
  private final float[][] firstTurn;
  private final float[][] secondTurn;
  private final double[] correlations;

  private CanonicalCorrelation(
      PcaWhitening first,
      PcaWhitening second,
      float[][] firstTurn,
      float[][] secondTurn,
      double[] correlations) {
    this.first = first;
    this.second = second;
    this.firstTurn = firstTurn;
    this.secondTurn = secondTurn;
    this.correlations = correlations;
  }

  /**
   * Learns from pairs of rows.
   *
   * @param x shape (N, D), FLOAT32; not changed
   * @param y shape (N, E), FLOAT32; row i belongs to row i of {@code x}
   * @param components leading components kept of each side before they are turned, at least 1
   * @throws IllegalArgumentException if the rows do not pair up or are fewer than 2
   */
  public static CanonicalCorrelation fit(NDArray x, NDArray y, int components) {
    long rows = x.getShape().get(0);
    if (rows != y.getShape().get(0)) {
      throw new IllegalArgumentException(
          "there are " + rows + " and " + y.getShape().get(0) + " rows, must be equally many");
    }
    PcaWhitening first = PcaWhitening.fit(x, components);
    PcaWhitening second = PcaWhitening.fit(y, components);
    RealMatrix cross;
    try (NDArray a = first.apply(x);
        NDArray b = second.apply(y);
        NDArray across = a.transpose();
        NDArray product = across.matMul(b)) {
      float[] values = product.toFloatArray();
      double[][] matrix = new double[first.components()][second.components()];
      for (int i = 0; i < values.length; i++) {
        matrix[i / second.components()][i % second.components()] = values[i] / (double) rows;
      }
      cross = new Array2DRowRealMatrix(matrix, false);
    }
    SingularValueDecomposition found = new SingularValueDecomposition(cross);
    double[] correlations = found.getSingularValues();
    for (int c = 0; c < correlations.length; c++) {
      correlations[c] = Math.min(1, correlations[c]); // rounding
    }
    return new CanonicalCorrelation(
        first,
        second,
        weighted(found.getU(), correlations),
        weighted(found.getV(), correlations),
        correlations);
  }

  private static float[][] weighted(RealMatrix vectors, double[] weights) {
    float[][] turn = new float[vectors.getRowDimension()][weights.length];
    for (int i = 0; i < turn.length; i++) {
      for (int c = 0; c < weights.length; c++) {
        turn[i][c] = (float) (vectors.getEntry(i, c) * weights[c]);
      }
    }
    return turn;
  }

  /** Returns the width of rows of the first side. */
  int firstWidth() {
    return first.mean().length;
  }

  /** Returns the width of rows of the second side. */
  int secondWidth() {
    return second.mean().length;
  }

  /**
   * Returns what was learned as arrays by name.
   *
   * @param manager owns them
   */
  Map<String, NDArray> arrays(NDManager manager) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    add(arrays, "video", first, firstTurn, manager);
    add(arrays, "audio", second, secondTurn, manager);
    arrays.put(CORRELATIONS, manager.create(correlations));
    return arrays;
  }

  private static void add(
      Map<String, NDArray> arrays,
      String side,
      PcaWhitening whitening,
      float[][] turn,
      NDManager manager) {
    float[] mean = whitening.mean();
    arrays.put(side + MEAN, manager.create(mean));
    arrays.put(
        side + PROJECTION,
        manager.create(whitening.projection(), new Shape(mean.length, whitening.components())));
    arrays.put(side + TURN, manager.create(turn));
  }

  /**
   * Makes an analysis of what {@link #arrays} returned.
   *
   * @throws IllegalArgumentException if an array is missing or does not fit the others; names it
   */
  static CanonicalCorrelation of(Map<String, NDArray> arrays) {
    double[] correlations = array(arrays, CORRELATIONS, DataType.FLOAT64, 1).toDoubleArray();
    PcaWhitening first = whitening(arrays, "video");
    PcaWhitening second = whitening(arrays, "audio");
    return new CanonicalCorrelation(
        first,
        second,
        turn(arrays, "video", first, correlations.length),
        turn(arrays, "audio", second, correlations.length),
        correlations);
  }

  private static PcaWhitening whitening(Map<String, NDArray> arrays, String side) {
    return PcaWhitening.of(
        array(arrays, side + MEAN, DataType.FLOAT32, 1).toFloatArray(),
        array(arrays, side + PROJECTION, DataType.FLOAT32, 2).toFloatArray());
  }

  private static float[][] turn(
      Map<String, NDArray> arrays, String side, PcaWhitening whitening, int directions) {
    NDArray turn = array(arrays, side + TURN, DataType.FLOAT32, 2);
    Shape needed = new Shape(whitening.components(), directions);
    if (!turn.getShape().equals(needed)) {
      throw new IllegalArgumentException(
          side + TURN + " has shape " + turn.getShape() + ", must have " + needed);
    }
    return JavaRows.of(turn);
  }

  private static NDArray array(
      Map<String, NDArray> arrays, String name, DataType type, int dimensions) {
    NDArray array = arrays.get(name);
    if (array == null
        || array.getDataType() != type
        || array.getShape().dimension() != dimensions
        || array.isEmpty()) {
      throw new IllegalArgumentException(
          name + " is missing or not a " + type + " array of " + dimensions + " dimensions");
    }
    return array;
  }

  /** Returns the correlations of the pairs along each direction, falling. */
  public double[] correlations() {
    return correlations.clone();
  }

  /**
   * Brings rows of the first side into the common space.
   *
   * @param x shape (N, D); its manager owns the result
   * @return shape (N, number of correlations)
   */
  public NDArray first(NDArray x) {
    return turned(first, firstTurn, x);
  }

  /** Brings rows of the second side into the common space; see {@link #first}. */
  public NDArray second(NDArray y) {
    return turned(second, secondTurn, y);
  }

  private static NDArray turned(PcaWhitening whitening, float[][] turn, NDArray rows) {
    try (NDManager scope = NDManager.subManagerOf(rows);
        NDArray white = whitening.apply(rows)) {
      float[] flat = new float[turn.length * turn[0].length];
      for (int i = 0; i < turn.length; i++) {
        System.arraycopy(turn[i], 0, flat, i * turn[0].length, turn[0].length);
      }
      return white.matMul(scope.create(flat, new Shape(turn.length, turn[0].length)));
    }
  }

  @Override
  public String toString() {
    return "CanonicalCorrelation["
        + correlations.length
        + " directions, first correlation "
        + correlations[0]
        + "]";
  }
}
