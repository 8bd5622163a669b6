package dev.xdc.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.BitSet;

/**
 * The features of a set of clips: one row per clip, or per video if the clips of a video were
 * averaged, in the order they were asked for.
 */
public final class FeatureBank implements AutoCloseable {
  private final NDArray values;
  private final BitSet missing;

  FeatureBank(NDManager manager, float[] values, int rows, int width, BitSet missing) {
    this.values = manager.create(values, new Shape(rows, width));
    this.missing = missing;
  }

  /**
   * Returns the features, shape (N, D), owned by this bank. A row whose clips could not be read is
   * zero.
   */
  public NDArray values() {
    return values;
  }

  /** Returns N. */
  public int rows() {
    return Math.toIntExact(values.getShape().get(0));
  }

  /** Returns D. */
  public int width() {
    return Math.toIntExact(values.getShape().get(1));
  }

  /** Returns the rows of which no clip could be read. */
  public BitSet missing() {
    return (BitSet) missing.clone();
  }

  @Override
  public void close() {
    values.close();
  }

  @Override
  public String toString() {
    return "FeatureBank[N="
        + rows()
        + ", D="
        + width()
        + ", missing="
        + missing.cardinality()
        + "]";
  }
}
