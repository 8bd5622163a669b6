package dev.xdc.encoder;

/**
 * How many channels lie between the spatial and the temporal half of R(2+1)D's factored
 * convolutions: floor(27 in out / (9 in + 3 out)), but of which in and out? The two differ in the
 * second convolution of the first block of stages 2 to 4; weights of one do not fit the other.
 */
public enum MiddleChannels {
  /** Of each convolution on its own: XDC's published weights and its code family; the default. */
  PER_CONVOLUTION,
  /** Of the first convolution of a block, for both: torchvision's {@code r2plus1d_18}. */
  PER_BLOCK
}
