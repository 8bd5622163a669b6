package dev.xdc.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xdc.clip.Modality;
import dev.xdc.engine.TorchEngine;
import dev.xdc.feature.JavaRows;
import dev.xdc.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A map of picture features and sound features into one space, where a picture lies near its sound:
 * what looking for pictures by sound, and for sound by picture, needs. Learned once from the pairs
 * of videos with both, without labels, by canonical correlation analysis; saved to a file and
 * loaded from it.
 *
 * <p>In XDC the encoders never meet, so their features have no space in common. Immutable, in plain
 * Java memory, safe for use by several threads at once.
 */
public final class CrossModalMap {

  /**
   * Leading components of each side before the turn. A tenth of the pairs at most, so that the turn
   * is not a fit of noise.
   */
  private static final int MOST_COMPONENTS = 128;

  private final CanonicalCorrelation common;

  private CrossModalMap(CanonicalCorrelation common) {
    this.common = common;
  }

  /**
   * Learns from pairs. A sample of some ten thousand is enough: what is learned are at most 128
   * components of each side.
   *
   * @param pictures shape (N, D)
   * @param sounds shape (N, E); row i is the sound of row i of {@code pictures}
   * @throws IllegalArgumentException if the rows do not pair up, are fewer than 2 or not finite
   */
  public static CrossModalMap fit(float[][] pictures, float[][] sounds) {
    if (pictures.length < 2 || sounds.length != pictures.length) {
      throw new IllegalArgumentException(
          "there are "
              + pictures.length
              + " pictures and "
              + sounds.length
              + " sounds, must be equally many and at least 2");
    }
    int components = Math.min(MOST_COMPONENTS, Math.max(1, pictures.length / 10));
    try (NDManager manager = TorchEngine.newManager()) {
      return new CrossModalMap(
          CanonicalCorrelation.fit(manager.create(pictures), manager.create(sounds), components));
    }
  }

  /**
   * Brings rows into the common space.
   *
   * @param modality what the rows are features of
   * @param rows shape (N, D) with the D of {@code modality} when the map was learned; N may be 0
   * @return shape (N, {@link #width()})
   * @throws IllegalArgumentException if a row has another width
   */
  public float[][] apply(Modality modality, float[][] rows) {
    if (rows.length == 0) {
      return new float[0][];
    }
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray array = manager.create(rows);
      return JavaRows.of(modality == Modality.VIDEO ? common.first(array) : common.second(array));
    }
  }

  /** Returns the width of the common space. */
  public int width() {
    return common.correlations().length;
  }

  /** Returns the width of the features of {@code modality}. */
  public int width(Modality modality) {
    return modality == Modality.VIDEO ? common.firstWidth() : common.secondWidth();
  }

  /** Returns the correlations of the pairs along each direction of the common space, falling. */
  public double[] correlations() {
    return common.correlations();
  }

  /** Writes the map as a safetensors file, which appears whole or not at all. */
  public void save(Path file) throws IOException {
    try (NDManager manager = TorchEngine.newManager()) {
      Safetensors.write(file, common.arrays(manager));
    }
  }

  /**
   * Reads a map that was saved.
   *
   * @throws IOException if the file is missing or holds something else; names it
   */
  public static CrossModalMap load(Path file) throws IOException {
    try (NDManager manager = TorchEngine.newManager()) {
      Map<String, NDArray> arrays = Safetensors.read(file, manager);
      return new CrossModalMap(CanonicalCorrelation.of(arrays));
    } catch (IllegalArgumentException e) {
      throw new IOException(
          file + " is not a map between picture and sound: " + e.getMessage() + "; fit it again",
          e);
    }
  }

  @Override
  public String toString() {
    return "CrossModalMap["
        + width(Modality.VIDEO)
        + " and "
        + width(Modality.AUDIO)
        + " to "
        + width()
        + ", first correlation "
        + correlations()[0]
        + "]";
  }
}
