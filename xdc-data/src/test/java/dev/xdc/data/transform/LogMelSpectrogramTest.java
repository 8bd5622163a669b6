package dev.xdc.data.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.MelTriangles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogMelSpectrogramTest {

  private final LogMelSpectrogram spectrogram = new LogMelSpectrogram(ClipSpec.paper());

  /**
   * Golden values: src/test/python/log_mel_golden.py, numpy. With edges e(k) = 700 (exp(k mel(8000)
   * / 41 / 1127) - 1) Hz, filter b in hertz has at bin i, counted at s = 8000/129 Hz, the weight 1
   * - |i - e(b+1)/s| / max(1, width of that side in bins), and in mel 1 - |mel(62.5 i) -
   * mel(e(b+1))| / (mel(8000) / 41).
   */
  @ParameterizedTest
  @CsvSource({"HERTZ, log_mel_hertz_golden.csv", "MEL, log_mel_golden.csv"})
  void agreesWithNumpy(MelTriangles triangles, String file) throws IOException {
    FloatBuffer out = FloatBuffer.allocate(100 * 40);
    ClipSpec spec = ClipSpec.paper().toBuilder().optMelTriangles(triangles).build();
    new LogMelSpectrogram(spec).apply(signal(), out);
    float[] values = out.array();
    String[] rows = golden(file);
    assertThat(rows).hasSize(100);
    for (int m = 0; m < 100; m++) {
      String[] row = rows[m].split(",");
      assertThat(row).hasSize(40);
      for (int f = 0; f < 40; f++) {
        assertThat(values[m * 40 + f])
            .as("frame %d, band %d", m, f)
            .isCloseTo(Float.parseFloat(row[f]), within(1e-4f));
      }
    }
  }

  @Test
  void silenceIsZero() {
    assertThat(apply(new byte[64_000])).containsOnly(0);
  }

  @Test
  void aToneStandsOutInItsOwnBand() {
    byte[] pcm = new byte[64_000];
    for (int n = 0; n < 32_000; n++) {
      put(pcm, n, 10_000 * Math.sin(2 * Math.PI * 1000 * n / 16_000));
    }
    float[] frame = Arrays.copyOfRange(apply(pcm), 50 * 40, 51 * 40);
    int best = 0;
    for (int f = 0; f < 40; f++) {
      best = frame[f] > frame[best] ? f : best;
    }
    // 1,000 Hz is mel 1000; bands are 2840.04 / 41 = 69.27 mel apart, the first one at 69.27.
    assertThat(best).isEqualTo((int) Math.round(1000 / 69.27) - 1);
  }

  @Test
  void missingSamplesAreSilence() {
    byte[] pcm = signal();
    byte[] cut = Arrays.copyOf(pcm, 20_000);
    byte[] padded = Arrays.copyOf(cut, 64_000);
    assertThat(apply(cut)).isEqualTo(apply(padded));
  }

  @Test
  void aNegativeBeginningIsSilence() {
    byte[] pcm = signal();
    byte[] late = new byte[64_000];
    System.arraycopy(pcm, 0, late, 2 * 3200, 64_000 - 2 * 3200);
    FloatBuffer out = FloatBuffer.allocate(4000);
    spectrogram.apply(pcm, -3200, out);
    assertThat(out.array()).isEqualTo(apply(late));
  }

  @Test
  void anOddNumberOfFramesIsComplete() {
    ClipSpec odd =
        ClipSpec.paper().toBuilder().optShortSide(32).optCrop(32).optAudioFrames(25).build();
    FloatBuffer out = FloatBuffer.allocate(25 * 40);
    new LogMelSpectrogram(odd).apply(signal(), out);
    assertThat(out.hasRemaining()).isFalse();
    // Every fourth frame of 100 begins where one of 25 does.
    float[] all = apply(signal());
    for (int m = 0; m < 25; m++) {
      assertThat(out.get(m * 40 + 20)).isCloseTo(all[4 * m * 40 + 20], within(1e-4f));
    }
  }

  @Test
  void filtersInMelSumToOneAndNoneIsEmpty() {
    for (int bands : new int[] {1, 40, 80, 128}) {
      MelFilterBank bank = new MelFilterBank(MelTriangles.MEL, bands, 256, 16_000);
      double[] flat = new double[129];
      Arrays.fill(flat, 1);
      for (int band = 0; band < bands; band++) {
        assertThat(bank.energy(band, flat)).isCloseTo(1, within(1e-12));
      }
    }
  }

  /** Golden values: hertz_filters() of src/test/python/log_mel_golden.py. */
  @Test
  void filtersInHertzHaveTheWeightsOfTheCodeFamily() {
    MelFilterBank bank = new MelFilterBank(MelTriangles.HERTZ, 40, 256, 16_000);
    double[] flat = new double[129];
    Arrays.fill(flat, 1);
    // Bin 0 shares its weight with the bin at half the sample rate.
    assertThat(weight(bank, 0, 0)).isCloseTo(0.284468008217, within(1e-11));
    assertThat(weight(bank, 0, 128)).isEqualTo(weight(bank, 0, 0));
    assertThat(weight(bank, 0, 1)).isCloseTo(0.715531991783, within(1e-11));
    assertThat(weight(bank, 1, 1)).isCloseTo(0.523577342567, within(1e-11));
    assertThat(weight(bank, 20, 30)).isCloseTo(0.356111555921, within(1e-11));
    for (int band = 1; band < 39; band++) {
      assertThat(bank.energy(band, flat)).isCloseTo(1, within(1e-12));
    }
    // What the last filter would have at the last bin is missing.
    assertThat(weight(bank, 39, 128)).isZero();
    assertThat(bank.energy(39, flat)).isCloseTo(0.985230782738, within(1e-11));
  }

  private static double weight(MelFilterBank bank, int band, int bin) {
    double[] power = new double[129];
    power[bin] = 1;
    return bank.energy(band, power);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 256, 16000",
    "80, 256, 16000",
    "128, 256, 16000",
    "40, 16, 1000",
    "8, 1024, 48000"
  })
  void noFilterInHertzIsEmpty(int bands, int size, int rate) {
    MelFilterBank bank = new MelFilterBank(MelTriangles.HERTZ, bands, size, rate);
    double[] flat = new double[size / 2 + 1];
    Arrays.fill(flat, 1);
    for (int band = 0; band < bands; band++) {
      assertThat(bank.energy(band, flat)).as("band %d", band).isGreaterThan(0.1);
    }
  }

  private float[] apply(byte[] pcm) {
    FloatBuffer out = FloatBuffer.allocate(100 * 40);
    spectrogram.apply(pcm, out);
    assertThat(out.hasRemaining()).isFalse();
    return out.array();
  }

  private static byte[] signal() {
    byte[] pcm = new byte[64_000];
    for (int n = 0; n < 25_600; n++) {
      double t = n / 16_000.0;
      double noise = Math.floorMod(n * 1_103_515_245L + 12_345, 65_536) / 65_536.0 - 0.5;
      double value =
          0.3 * Math.sin(2 * Math.PI * (100 * t + 900 * t * t))
              + 0.1 * Math.sin(2 * Math.PI * 3000 * t)
              + 0.02 * noise;
      put(pcm, n, value * 32_767);
    }
    return pcm;
  }

  private static void put(byte[] pcm, int n, double value) {
    int sample = (int) Math.rint(value);
    pcm[2 * n] = (byte) sample;
    pcm[2 * n + 1] = (byte) (sample >> 8);
  }

  private static String[] golden(String file) throws IOException {
    try (InputStream in = LogMelSpectrogramTest.class.getResourceAsStream(file)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .strip()
          .split("\n");
    }
  }
}
