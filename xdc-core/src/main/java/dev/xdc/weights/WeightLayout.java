package dev.xdc.weights;

import ai.djl.ndarray.types.Shape;
import dev.xdc.encoder.AudioStem;
import dev.xdc.encoder.EncoderSpec;
import java.util.Map;
import java.util.Optional;

/** Recognises which built-in encoder a file's tensors belong to. */
public final class WeightLayout {
  private static final int PICTURES = 5;

  /** R(2+1)D-18 of this width has 2 GB of weights. */
  private static final int MOST_WIDTH = 256;

  private WeightLayout() {}

  /**
   * Returns the recipe of the encoder whose names and widths the tensors have. A width above 256,
   * four times the published encoders', is not believed, as a small file can claim any. Batch
   * norm's epsilon is not in the file: it is the one of the layout's publisher. Whether every
   * tensor fits is seen when they are loaded.
   */
  public static Optional<EncoderSpec> of(TensorFile file) {
    return claimed(file.tensors()).filter(spec -> spec.width() <= MOST_WIDTH);
  }

  private static Optional<EncoderSpec> claimed(Map<String, TensorFile.Info> tensors) {
    if (axes(tensors, "stem.3.weight") == PICTURES) {
      int width = channels(tensors, "stem.3.weight");
      int depth = video(tensors);
      boolean perBlock =
          channels(tensors, "layer2.0.conv2.0.0.weight")
              == channels(tensors, "layer2.0.conv1.0.0.weight");
      return Optional.of(
          perBlock
              ? EncoderSpec.torchvisionR2plus1d(depth, width)
              : EncoderSpec.r2plus1d(depth, width));
    }
    TensorFile.Info first = tensors.get("conv1.weight");
    if (first != null && first.shape().dimension() == 4 && first.shape().get(1) == 1) {
      AudioStem stem = tensors.containsKey("bn1.weight") ? AudioStem.B : AudioStem.A;
      int width = channels(tensors, "layer1.0.conv1.weight");
      return Optional.of(EncoderSpec.audioResNet(hasBlock(tensors, 1) ? 18 : 10, width, stem));
    }
    return Optional.empty();
  }

  private static int video(Map<String, TensorFile.Info> tensors) {
    if (hasBlock(tensors, 2)) {
      return 34;
    }
    return hasBlock(tensors, 1) ? 18 : 10;
  }

  private static boolean hasBlock(Map<String, TensorFile.Info> tensors, int block) {
    String start = "layer1." + block + ".";
    return tensors.keySet().stream().anyMatch(name -> name.startsWith(start));
  }

  private static int axes(Map<String, TensorFile.Info> tensors, String name) {
    TensorFile.Info info = tensors.get(name);
    return info == null ? -1 : info.shape().dimension();
  }

  /** Returns the first axis of a tensor, at least 1; 1 if it is missing. */
  private static int channels(Map<String, TensorFile.Info> tensors, String name) {
    TensorFile.Info info = tensors.get(name);
    Shape shape = info == null ? new Shape(1) : info.shape();
    return shape.dimension() == 0 ? 1 : (int) Math.max(1, Math.min(shape.get(0), 1 << 14));
  }
}
