package dev.xdc.train;

import ai.djl.nn.Parameter;

/** Which kinds of parameter weight decay pulls towards zero. */
public enum DecayedParameters {

  /**
   * Weights of convolutions and fully connected layers, heads included, and the scales of batch
   * norm; no bias. The rule of the paper's code family: Caffe2's {@code add_weight_decay} goes over
   * the parameters tagged as weights, and batch norm's scale has that tag.
   */
  WEIGHTS_AND_SCALES,

  /** Biases of layers and of batch norm, too: what PyTorch's optimizers do by default. */
  ALL;

  /** Returns whether a parameter of {@code type} decays. */
  public boolean cover(Parameter.Type type) {
    return this == ALL || (type != Parameter.Type.BIAS && type != Parameter.Type.BETA);
  }
}
