package dev.xdc.export;

/**
 * The operations that a network consists of, each written in the language of a runtime.
 *
 * @param <V> the name of an intermediate result
 */
interface GraphOps<V> {

  /**
   * A convolution over T, H and W, or over M and F, padded by half of its kernel.
   *
   * @param stride one number for each side
   */
  V convolve(V x, FoldedConvolution convolution, long... stride);

  /** max(x, 0). */
  V relu(V x);

  /** The sum of two results of one shape. */
  V add(V x, V y);

  /** Max pooling over M and F: kernel 3, stride 2, padding 1. */
  V maxPool(V x);

  /**
   * Reduces all sides behind N and D.
   *
   * @param width D
   * @param maximum whether to the largest value, rather than the mean
   * @param sides how many they are
   * @return shape (N, D)
   */
  V pool(V x, int width, boolean maximum, int sides);

  /**
   * Scales each of the three colours of a picture and adds to it.
   *
   * @param x shape (N, 3, T, H, W)
   */
  V scale(V x, float[] factor, float[] shift);

  /**
   * Subtracts the mean of each colour of each clip and divides by its deviation plus {@code flat}.
   *
   * @param x shape (N, 3, T, H, W)
   */
  V standardise(V x, float flat);

  /**
   * A linear layer.
   *
   * @param x shape (N, D)
   * @param weights D rows of K, one after the other
   * @param bias K values
   * @return shape (N, K)
   */
  V linear(V x, float[] weights, float[] bias);
}
