package dev.xdc.export;

import dev.xdc.clip.ClipSpec.PictureNormalization;
import dev.xdc.clip.Modality;
import dev.xdc.data.transform.FrameTransform;
import dev.xdc.encoder.AudioStem;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Pooling;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A built-in network as a row of operations, from its clips to features or scores. What depth,
 * width and middle channels decide is read from the parameters; only the steps are written down
 * here.
 *
 * @param <V> the name of an intermediate result
 */
final class NetworkGraph<V> {
  private static final int STAGES = 4;
  private static final int PICTURE_SIDES = 3;
  private static final int SOUND_SIDES = 2;
  private static final float PIXEL = 255;

  private final ExportSettings settings;
  private final Encoder encoder;
  private final EncoderSpec spec;
  private final GraphOps<V> ops;

  NetworkGraph(ExportSettings settings, GraphOps<V> ops) {
    this.settings = settings;
    this.encoder = settings.encoder();
    this.spec = settings.spec();
    this.ops = ops;
  }

  /** Writes all operations; returns the name of the last result. */
  V write(V clips) {
    boolean picture = spec.modality() == Modality.VIDEO;
    V x = settings.rawPixels() ? normalised(clips) : clips;
    V map = stages(picture ? videoStem(x) : audioStem(x));
    V features =
        ops.pool(
            map,
            spec.featureWidth(),
            spec.pooling() == Pooling.MAX,
            picture ? PICTURE_SIDES : SOUND_SIDES);
    LinearHead head = settings.head();
    return head == null ? features : ops.linear(features, head.weights(), head.bias());
  }

  private V normalised(V pixels) {
    if (settings.clip().normalization() == PictureNormalization.PER_CLIP) {
      float[] factor = new float[PICTURE_SIDES];
      Arrays.fill(factor, 1 / PIXEL);
      V scaled = ops.scale(pixels, factor, new float[factor.length]);
      return ops.standardise(scaled, (float) FrameTransform.FLAT);
    }
    double[] mean = FrameTransform.mean();
    double[] deviation = FrameTransform.deviation();
    float[] factor = new float[mean.length];
    float[] shift = new float[mean.length];
    for (int c = 0; c < mean.length; c++) {
      factor[c] = (float) (1 / (PIXEL * deviation[c]));
      shift[c] = (float) (-mean[c] / deviation[c]);
    }
    return ops.scale(pixels, factor, shift);
  }

  private V videoStem(V x) {
    V y = ops.relu(convolve(x, "stem.0", "stem.1", 1, 2, 2));
    return ops.relu(convolve(y, "stem.3", "stem.4", 1, 1, 1));
  }

  private V audioStem(V x) {
    if (spec.stem() == AudioStem.B) {
      return ops.maxPool(ops.relu(convolve(x, "conv1", "bn1", 2, 2)));
    }
    return blocks(ops.relu(convolve(x, "conv1", null, 1, 1)), "stem");
  }

  private V stages(V x) {
    V y = x;
    for (int stage = 1; stage <= STAGES; stage++) {
      y = blocks(y, "layer" + stage);
    }
    return y;
  }

  private V blocks(V x, String stage) {
    V y = x;
    for (int i = 0; hasBlock(stage + "." + i); i++) {
      y = block(y, stage + "." + i);
    }
    return y;
  }

  private boolean hasBlock(String name) {
    String first = spec.modality() == Modality.VIDEO ? ".conv1.0.0.weight" : ".conv1.weight";
    return encoder.parameters().containsKey(name + first);
  }

  /** A residual block. It has a convolution on its shortcut exactly where it halves all sides. */
  private V block(V x, String name) {
    String shortcut = name + ".downsample.0";
    boolean halves = encoder.parameters().containsKey(shortcut + ".weight");
    int s = halves ? 2 : 1;
    boolean picture = spec.modality() == Modality.VIDEO;
    V y = picture ? factored(x, name, s) : plain(x, name, s);
    if (!halves) {
      return ops.relu(ops.add(y, x));
    }
    long[] stride = picture ? new long[] {s, s, s} : new long[] {s, s};
    return ops.relu(ops.add(y, convolve(x, shortcut, name + ".downsample.1", stride)));
  }

  private V factored(V x, String name, int s) {
    V y = ops.relu(convolve(x, name + ".conv1.0.0", name + ".conv1.0.1", 1, s, s));
    y = ops.relu(convolve(y, name + ".conv1.0.3", name + ".conv1.1", s, 1, 1));
    y = ops.relu(convolve(y, name + ".conv2.0.0", name + ".conv2.0.1", 1, 1, 1));
    return convolve(y, name + ".conv2.0.3", name + ".conv2.1", 1, 1, 1);
  }

  private V plain(V x, String name, int s) {
    V y = ops.relu(convolve(x, name + ".conv1", name + ".bn1", s, s));
    return convolve(y, name + ".conv2", name + ".bn2", 1, 1);
  }

  private V convolve(V x, String name, @Nullable String norm, long... stride) {
    return ops.convolve(x, FoldedConvolution.of(encoder, name, norm), stride);
  }
}
