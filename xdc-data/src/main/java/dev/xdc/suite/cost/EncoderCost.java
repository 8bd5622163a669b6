package dev.xdc.suite.cost;

import dev.xdc.encoder.EncoderSpec;

/**
 * What the clips of one encoder take.
 *
 * @param trained clips to train on, over all epochs
 * @param described clips to pass through in inference mode
 * @param secondsPerTrained of one clip, decoding included; NaN if none is trained on
 * @param secondsPerDescribed of one clip, decoding included
 */
public record EncoderCost(
    EncoderSpec encoder,
    long trained,
    long described,
    double secondsPerTrained,
    double secondsPerDescribed) {

  /** Returns the seconds of all clips. */
  public double seconds() {
    return (trained == 0 ? 0 : trained * secondsPerTrained) + described * secondsPerDescribed;
  }
}
