package dev.xdc.clip;

/**
 * How the triangular mel filters of a spectrogram are made. Their centres lie evenly on the mel
 * scale {@code 1127 ln(1 + f / 700)} either way; the paper says no more than that there are 40.
 */
public enum MelTriangles {

  /**
   * Linear in hertz, as the paper's code family has them (VMZ, {@code LogMels.cc}); the default.
   * Bins count as 8000/129 Hz apart (half the sample rate over the number of bins, the one at half
   * the sample rate included), and neither side of a triangle is narrower than one bin. The bin at
   * half the sample rate counts for the scale of the last filter but is added to the first one: the
   * code family's Fourier transform keeps it beside bin 0.
   */
  HERTZ,

  /** Linear in mel, over bins at their true frequencies; not in the paper nor its code family. */
  MEL
}
