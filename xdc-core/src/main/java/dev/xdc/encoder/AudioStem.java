package dev.xdc.encoder;

/** The first layers of the audio encoder; the paper does not describe them. */
public enum AudioStem {
  /**
   * The paper's code family: a 3 x 3 convolution and three blocks before stages that all start with
   * stride 2; max pooling.
   */
  A,
  /**
   * torchvision's ResNet: a 7 x 7 convolution of stride 2 and max pooling; "18-layer ResNet" by
   * name, the default.
   */
  B
}
