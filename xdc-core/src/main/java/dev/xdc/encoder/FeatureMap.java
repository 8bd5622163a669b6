package dev.xdc.encoder;

/**
 * What lies between two operations of {@link InferenceScript}: a tensor of shape (N x frames,
 * height, width, channels), contiguous.
 *
 * @param name of the variable
 * @param frames of a clip
 */
record FeatureMap(String name, long frames, long height, long width, long channels) {

  /** Returns the expression of the same values as N pictures of frames x places. */
  String overTime() {
    return "torch.reshape(%s, [-1, %d, %d, %d])".formatted(name, frames, height * width, channels);
  }

  /** Returns the expression of the same values by clip, frame, row and column. */
  String byClip() {
    return "torch.reshape(%s, [-1, %d, %d, %d, %d])"
        .formatted(name, frames, height, width, channels);
  }

  /** Returns the expression of the same values by place, shape (places of all clips, channels). */
  String places() {
    return "torch.reshape(%s, [-1, %d])".formatted(name, channels);
  }
}
