package dev.xdc.encoder;

import ai.djl.nn.Block;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;

/**
 * The recipe of a built-in encoder: everything needed to build it again, without its weights.
 *
 * @param modality what it encodes: {@code VIDEO} is R(2+1)D, {@code AUDIO} a ResNet on log-mel
 *     spectrograms
 * @param depth R(2+1)D: 10, 18 or 34; audio ResNet: 10 or 18 (paper §4.1: 18 for both)
 * @param width channels of the first stage, at least 1; the feature has 8 times as many (paper: 64,
 *     so D = 512)
 * @param middle channels inside R(2+1)D's factored convolutions; no meaning for audio. Null, as in
 *     the description of models saved before there was a choice, is {@code PER_CONVOLUTION}
 * @param stem first layers of the audio encoder; no meaning for video
 * @param pooling from the last feature map to the feature
 * @param normMomentum share of the old running statistic that batch norm keeps, in [0, 1]; 0.9 as
 *     in the paper's code family (PyTorch counts the new share, 0.1)
 * @param normEpsilon batch norm's epsilon; 1e-3 as in the published weights
 */
public record EncoderSpec(
    Modality modality,
    int depth,
    int width,
    MiddleChannels middle,
    AudioStem stem,
    Pooling pooling,
    double normMomentum,
    double normEpsilon)
    implements EncoderRecipe {

  /** Batch norm's defaults, see the parameters of this record. */
  static final double NORM_MOMENTUM = 0.9;

  static final double NORM_EPSILON = 1e-3;

  private static final double TORCHVISION_EPSILON = 1e-5;

  /** Checks width and batch-norm settings; depth is checked by the network. */
  public EncoderSpec {
    middle = middle == null ? MiddleChannels.PER_CONVOLUTION : middle;
    if (width < 1) {
      throw new IllegalArgumentException("width is " + width + ", must be at least 1");
    }
    if (!(normMomentum >= 0 && normMomentum <= 1)) {
      throw new IllegalArgumentException("normMomentum is " + normMomentum + ", must be in [0, 1]");
    }
    if (!(normEpsilon > 0)) {
      throw new IllegalArgumentException("normEpsilon is " + normEpsilon + ", must be positive");
    }
  }

  /** R(2+1)D with the published weights' batch norm and average pooling. */
  public static EncoderSpec r2plus1d(int depth, int width) {
    return new EncoderSpec(
        Modality.VIDEO,
        depth,
        width,
        MiddleChannels.PER_CONVOLUTION,
        AudioStem.B,
        Pooling.AVERAGE,
        NORM_MOMENTUM,
        NORM_EPSILON);
  }

  /**
   * R(2+1)D as torchvision builds it: fewer channels in some convolutions, batch norm's epsilon
   * 1e-5. Depth 18 at width 64 is its {@code r2plus1d_18} with 31,300,125 parameters.
   */
  public static EncoderSpec torchvisionR2plus1d(int depth, int width) {
    return new EncoderSpec(
        Modality.VIDEO,
        depth,
        width,
        MiddleChannels.PER_BLOCK,
        AudioStem.B,
        Pooling.AVERAGE,
        NORM_MOMENTUM,
        TORCHVISION_EPSILON);
  }

  /**
   * Audio ResNet; stem A comes with max pooling and stem B with average pooling, as in their
   * sources.
   */
  public static EncoderSpec audioResNet(int depth, int width, AudioStem stem) {
    return new EncoderSpec(
        Modality.AUDIO,
        depth,
        width,
        MiddleChannels.PER_CONVOLUTION,
        stem,
        usualPooling(stem),
        NORM_MOMENTUM,
        NORM_EPSILON);
  }

  /**
   * Returns a copy whose batch norm keeps the share {@code normMomentum} of the old statistic, in
   * [0, 1].
   */
  public EncoderSpec withNormMomentum(double normMomentum) {
    return new EncoderSpec(
        modality, depth, width, middle, stem, pooling, normMomentum, normEpsilon);
  }

  /** Returns a copy with {@code pooling}. */
  public EncoderSpec withPooling(Pooling pooling) {
    return new EncoderSpec(
        modality, depth, width, middle, stem, pooling, normMomentum, normEpsilon);
  }

  /**
   * {@inheritDoc}
   *
   * @param clip does not matter: a network of this depth and width takes clips of any size
   */
  @Override
  public Block build(ClipSpec clip) {
    return modality == Modality.VIDEO
        ? new R2Plus1D(depth, width, middle, pooling, normMomentum, normEpsilon)
        : new AudioResNet(depth, width, stem, pooling, normMomentum, normEpsilon);
  }

  /** Returns D, the width of the feature. */
  public int featureWidth() {
    return 8 * width;
  }

  private boolean perBlock() {
    return middle == MiddleChannels.PER_BLOCK;
  }

  private Pooling usualPooling() {
    return modality == Modality.VIDEO ? Pooling.AVERAGE : usualPooling(stem);
  }

  private static Pooling usualPooling(AudioStem stem) {
    return stem == AudioStem.A ? Pooling.MAX : Pooling.AVERAGE;
  }

  /** Names pooling and momentum only where they are not the usual ones. */
  @Override
  public String toString() {
    String name =
        modality == Modality.VIDEO
            ? "R(2+1)D-" + depth + " x" + width + (perBlock() ? " as torchvision" : "")
            : "AudioResNet-" + depth + stem + " x" + width;
    return name
        + (pooling == usualPooling() ? "" : ", pooling " + pooling)
        + (normMomentum == NORM_MOMENTUM ? "" : ", norm momentum " + normMomentum);
  }
}
