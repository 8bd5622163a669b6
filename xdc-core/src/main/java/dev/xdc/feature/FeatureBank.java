package dev.xdc.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;

/**
 * The features of a set of clips: one row per clip, or per video if the clips of a video were
 * averaged, in the order they were asked for. They lie where {@link FeatureStorage} says.
 */
public final class FeatureBank implements FeatureRows, AutoCloseable {
  private final FeatureRows stored;
  private final BitSet missing;
  private final Runnable free;

  FeatureBank(FeatureRows stored, BitSet missing, Runnable free) {
    this.stored = stored;
    this.missing = missing;
    this.free = free;
  }

  /**
   * Returns the features as one array of shape (N, D), owned by this bank. A row whose clips could
   * not be read is zero. Features in a file are a view of it, on the CPU.
   *
   * @throws IllegalStateException if they lie in a file of more than 2 GiB, or in several files
   */
  public NDArray values() {
    if (stored instanceof FeatureBank bank) {
      return bank.values();
    }
    if (stored instanceof NpyParts parts) {
      throw new IllegalStateException(parts + " lie in several files: read them in chunks");
    }
    return stored instanceof ArrayRows array ? array.matrix() : ((NpyRows) stored).whole();
  }

  /** Returns the files that the features lie in, one after the other; none if in memory. */
  public List<Path> files() {
    if (stored instanceof FeatureBank bank) {
      return bank.files();
    }
    if (stored instanceof NpyParts parts) {
      return parts.files();
    }
    return stored instanceof NpyRows npy ? List.of(npy.file()) : List.of();
  }

  @Override
  public int rows() {
    return stored.rows();
  }

  @Override
  public int width() {
    return stored.width();
  }

  @Override
  public NDManager manager() {
    return stored.manager();
  }

  @Override
  public NDArray chunk(NDManager scope, int first, int end) {
    return stored.chunk(scope, first, end);
  }

  @Override
  public NDArray take(NDManager scope, int[] which) {
    return stored.take(scope, which);
  }

  /** Returns the rows of which no clip could be read. */
  public BitSet missing() {
    return (BitSet) missing.clone();
  }

  @Override
  public void close() {
    free.run();
  }

  @Override
  public String toString() {
    return "FeatureBank[N="
        + rows()
        + ", D="
        + width()
        + ", missing="
        + missing.cardinality()
        + (files().isEmpty() ? "" : ", file=" + files().get(0))
        + "]";
  }
}
