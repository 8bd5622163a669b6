package dev.xdc.report;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * Filters of a layer as pictures: O filters of C colours, T pictures in time, H x W pixels each, in
 * plain Java memory.
 */
public final class FilterBank {
  private static final int COLOURS = 3;
  private final int[] size;
  private final float[] values;

  /**
   * Makes filters of values.
   *
   * @param values O x C x T x H x W, the last axis fastest; kept, not copied
   * @throws IllegalArgumentException if their number is another, or C is neither 1 nor 3
   */
  FilterBank(int filters, int colours, int times, int height, int width, float[] values) {
    long expected = (long) filters * colours * times * height * width;
    if (expected != values.length || expected == 0) {
      throw new IllegalArgumentException(
          "filters of "
              + filters
              + " x "
              + colours
              + " x "
              + times
              + " x "
              + height
              + " x "
              + width
              + " have "
              + expected
              + " weights, at least 1; there are "
              + values.length);
    }
    if (colours != 1 && colours != COLOURS) {
      throw new IllegalArgumentException("filters see " + colours + " colours, must be 1 or 3");
    }
    size = new int[] {filters, colours, times, height, width};
    this.values = values;
  }

  /** Takes the weight of a convolution, shape (O, C, T, H, W) or (O, C, H, W). */
  static FilterBank of(NDArray weight) {
    Shape s = weight.getShape();
    boolean inTime = s.dimension() == 5;
    int last = s.dimension() - 1;
    return new FilterBank(
        Math.toIntExact(s.get(0)),
        Math.toIntExact(s.get(1)),
        inTime ? Math.toIntExact(s.get(2)) : 1,
        Math.toIntExact(s.get(last - 1)),
        Math.toIntExact(s.get(last)),
        weight.toFloatArray());
  }

  /** Returns O, the number of filters. */
  public int filters() {
    return size[0];
  }

  /** Returns C, 1 for sound and 3 for pictures: red, green, blue. */
  public int colours() {
    return size[1];
  }

  /** Returns T, the pictures of a filter in time. */
  public int times() {
    return size[2];
  }

  /** Returns H. */
  public int height() {
    return size[3];
  }

  /** Returns W. */
  public int width() {
    return size[4];
  }

  /** Returns a weight. */
  public float value(int filter, int colour, int time, int y, int x) {
    return values[(((filter * size[1] + colour) * size[2] + time) * size[3] + y) * size[4] + x];
  }

  /** Returns the largest magnitude of a filter's finite weights. */
  float largest(int filter) {
    int length = values.length / size[0];
    float largest = 0;
    for (int i = filter * length; i < (filter + 1) * length; i++) {
      if (Float.isFinite(values[i])) {
        largest = Math.max(largest, Math.abs(values[i]));
      }
    }
    return largest;
  }

  /**
   * Returns the filters as a spectrogram is drawn: rows of weights, which follow time, become
   * columns from left to right, and the lowest band is at the bottom.
   */
  FilterBank timeToTheRight() {
    float[] turned = new float[values.length];
    int at = 0;
    for (int filter = 0; filter < size[0]; filter++) {
      for (int colour = 0; colour < size[1]; colour++) {
        for (int time = 0; time < size[2]; time++) {
          for (int band = size[4] - 1; band >= 0; band--) {
            for (int frame = 0; frame < size[3]; frame++) {
              turned[at++] = value(filter, colour, time, frame, band);
            }
          }
        }
      }
    }
    return new FilterBank(size[0], size[1], size[2], size[4], size[3], turned);
  }

  @Override
  public String toString() {
    return "FilterBank["
        + size[0]
        + " filters, "
        + times()
        + " x "
        + height()
        + " x "
        + width()
        + "]";
  }
}
