package dev.xdc.data.transform;

import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.MelTriangles;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.apache.commons.math3.transform.DftNormalization;
import org.apache.commons.math3.transform.FastFourierTransformer;
import org.apache.commons.math3.transform.TransformType;

/**
 * The logarithmic mel spectrogram of a clip's sound: M time frames by F mel bands (paper §4.1: 100
 * x 40).
 *
 * <p>The paper gives the shape only. The rest follows the code family it was built from (VMZ,
 * {@code LogMels.cc}): windows of 16 ms under a symmetric Hann window, power spectrum, triangular
 * filters from 0 Hz to half the sample rate as {@link ClipSpec#melTriangles} says, energies times a
 * gain on the 16-bit scale, and a logarithm with a linear toe below e. Frame m begins at m times
 * the hop, which is the length of the sound divided by M; for 2 s and 100 frames, 20 ms. Nothing is
 * standardised afterwards.
 *
 * <p>Holds working memory: use one per thread.
 */
public final class LogMelSpectrogram {

  private static final double WINDOW_SECONDS = 0.016;

  /** Brings energies of samples in [-1, 1] to the 16-bit scale of the code family. */
  private static final double GAIN = 1_080_674_186.3482928;

  /** With triangles in mel: rounded, so that models of older versions hear what they have heard. */
  private static final double ROUNDED_GAIN = 1.0807e9;

  private static final double SAMPLE_SCALE = 1 / 32768.0;

  private final ClipSpec spec;
  private final double[] window;
  private final MelFilterBank filters;
  private final double gain;
  private final double[][] packed;
  private final double[] power;
  private final float[] row;

  /** Makes spectrograms for clips of {@code spec}. */
  public LogMelSpectrogram(ClipSpec spec) {
    this.spec = spec;
    int rate = spec.sampleRateHertz();
    window = hann((int) Math.round(WINDOW_SECONDS * rate));
    int size = Math.max(2, Integer.highestOneBit(2 * window.length - 1));
    filters = new MelFilterBank(spec.melTriangles(), spec.melBands(), size, rate);
    gain = spec.melTriangles() == MelTriangles.HERTZ ? GAIN : ROUNDED_GAIN;
    packed = new double[2][size];
    power = new double[size / 2 + 1];
    row = new float[spec.melBands()];
  }

  /** Returns the numbers by which the same spectrogram can be computed elsewhere. */
  public LogMelSettings settings() {
    return new LogMelSettings(
        spec.sampleRateHertz(),
        window.length,
        hop(),
        packed[0].length,
        gain,
        filters.matrix(power.length));
  }

  private double hop() {
    return spec.audioSeconds() * spec.sampleRateHertz() / spec.audioFrames();
  }

  /**
   * Writes the spectrogram of {@code pcm} as (M, F).
   *
   * @param pcm signed 16-bit little-endian mono samples at the rate of the clip specification;
   *     missing ones at the end count as silence
   * @param out receives M x F values from its position on
   */
  public void apply(byte[] pcm, FloatBuffer out) {
    apply(pcm, 0, out);
  }

  /**
   * Writes the spectrogram of the sound that begins at sample {@code first} of {@code pcm}.
   *
   * @param first may be negative: samples outside {@code pcm} are silence
   */
  public void apply(byte[] pcm, long first, FloatBuffer out) {
    int frames = spec.audioFrames();
    double hop = hop();
    long end = first + Math.round(spec.audioSeconds() * spec.sampleRateHertz());
    for (int m = 0; m < frames; m += 2) {
      // Two real signals go through one complex transform as its real and imaginary part.
      load(pcm, first + Math.round(m * hop), end, packed[0]);
      boolean two = m + 1 < frames;
      if (two) {
        load(pcm, first + Math.round((m + 1) * hop), end, packed[1]);
      } else {
        Arrays.fill(packed[1], 0);
      }
      FastFourierTransformer.transformInPlace(
          packed, DftNormalization.STANDARD, TransformType.FORWARD);
      write(1, out);
      if (two) {
        write(-1, out);
      }
    }
  }

  private void load(byte[] pcm, long first, long end, double[] frame) {
    long last = Math.min(end, pcm.length / 2);
    for (int i = 0; i < window.length; i++) {
      long sample = first + i;
      if (sample < 0 || sample >= last) {
        frame[i] = 0;
      } else {
        int at = (int) (2 * sample);
        frame[i] = window[i] * SAMPLE_SCALE * ((pcm[at] & 255) | pcm[at + 1] << 8);
      }
    }
    Arrays.fill(frame, window.length, frame.length, 0);
  }

  /**
   * Writes the bands of the signal in the real (sign 1) or imaginary part (sign -1) of the
   * transform.
   */
  private void write(int sign, FloatBuffer out) {
    int size = packed[0].length;
    double[] re = packed[0];
    double[] im = packed[1];
    for (int k = 0; k < power.length; k++) {
      int mirror = k == 0 ? 0 : size - k;
      double a = re[k] + sign * re[mirror];
      double b = im[k] - sign * im[mirror];
      power[k] = (a * a + b * b) / 4;
    }
    for (int band = 0; band < row.length; band++) {
      double energy = gain * filters.energy(band, power);
      row[band] = (float) (energy > Math.E ? Math.log(energy) : energy / Math.E);
    }
    out.put(row);
  }

  private static double[] hann(int length) {
    double[] window = new double[length];
    for (int i = 0; i < length; i++) {
      window[i] = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / Math.max(1, length - 1));
    }
    return window;
  }
}
