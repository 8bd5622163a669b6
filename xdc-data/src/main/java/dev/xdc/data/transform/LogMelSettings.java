package dev.xdc.data.transform;

/**
 * How a log-mel spectrogram is computed, for other programs that compute the same one.
 *
 * <p>Frame m is the {@code windowSamples} samples from round(m hopSamples) on, as fractions of
 * 32,768, times a symmetric Hann window, filled up with zeros to {@code fftSize}. Its power in the
 * bins from 0 Hz to half the sample rate, through {@code filters} and times {@code gain}, is the
 * energy e of each band. The value is ln(e) where e is more than Euler's number, e / 2.71828...
 * elsewhere.
 *
 * @param sampleRateHertz of the sound
 * @param windowSamples length of a frame
 * @param hopSamples from one frame to the next, may be a fraction
 * @param fftSize of the Fourier transform, a power of two
 * @param gain brings energies to the 16-bit scale
 * @param filters F rows of fftSize / 2 + 1 weights
 */
public record LogMelSettings(
    int sampleRateHertz,
    int windowSamples,
    double hopSamples,
    int fftSize,
    double gain,
    float[][] filters) {

  @Override
  public String toString() {
    return "LogMelSettings["
        + sampleRateHertz
        + " Hz, window "
        + windowSamples
        + ", hop "
        + hopSamples
        + ", FFT "
        + fftSize
        + ", "
        + filters.length
        + " filters]";
  }
}
