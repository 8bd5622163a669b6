package dev.xdc.data.media;

/**
 * Sound to decode from a file: {@code samples} mono samples from sample number {@code first} on,
 * counted at {@code sampleRateHertz} from the beginning of the file. Where the file ends earlier
 * there is silence.
 *
 * @param first number of the first sample, from 0
 * @param samples at least 1
 * @param sampleRateHertz to which the sound is resampled
 */
public record SoundCut(long first, int samples, int sampleRateHertz) {

  /** Checks all settings. */
  public SoundCut {
    if (first < 0 || samples < 1 || sampleRateHertz < 1) {
      throw new IllegalArgumentException(
          "cut of "
              + samples
              + " samples from "
              + first
              + " at "
              + sampleRateHertz
              + " Hz, must be at least 1 from at least 0 at 1 or more");
    }
  }

  /** Returns the bytes of all samples, two each. */
  public int bytes() {
    return Math.multiplyExact(samples, 2);
  }
}
