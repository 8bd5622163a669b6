package dev.xdc.encoder;

/**
 * What lies between two operations of {@link InferenceScript}: a contiguous tensor of shape (N, T,
 * H, W, channels).
 *
 * @param name of the variable
 */
record FeatureMap(String name, long channels) {

  /** Returns the expression of its N x T pictures, shape (N T, H, W, channels). */
  String pictures() {
    return "torch.flatten(" + name + ", 0, 1)";
  }

  /** Returns the expression of N pictures of T x (H W), shape (N, T, H W, channels). */
  String overTime() {
    return "torch.flatten(" + name + ", 2, 3)";
  }

  /** Returns the expression of all places, shape (N T H W, channels). */
  String places() {
    return "torch.flatten(" + name + ", 0, 3)";
  }

  /** Returns the expression of the length of a side. */
  String side(int number) {
    return "torch.size(" + name + ", " + number + ")";
  }
}
