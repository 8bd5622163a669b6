package dev.xdc.train;

import static dev.xdc.train.EpochRates.assertRates;
import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.Preset;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The presets' learning rates of every epoch against the specification's reading of Table 9: linear
 * warm-up per step, then a factor every "se" epochs counted from the end of the warm-up.
 */
class PaperScheduleTest {
  /** Joins a warm-up of ten epochs and constant stretches of {@code lengths} epochs. */
  private static double[] tenWarmThen(double base, int... lengths) {
    double[] warm = IntStream.rangeClosed(1, 10).mapToDouble(i -> base * i / 10).toArray();
    return concat(warm, steps(base, lengths));
  }

  private static double[] steps(double base, int... lengths) {
    double[] rates = {};
    double rate = base;
    for (int length : lengths) {
      double[] stretch = new double[length];
      Arrays.fill(stretch, rate);
      rates = concat(rates, stretch);
      rate *= 0.01;
    }
    return rates;
  }

  private static double[] concat(double[] a, double[] b) {
    double[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }

  @Test
  void kinetics() {
    XdcConfig config = XdcConfig.kinetics();
    assertRates(config.schedule(1), tenWarmThen(0.01, 10, 10));
    assertThat(config.schedule(6)).isEqualTo(config.schedule(1));
    assertThat(config.batchSize()).isEqualTo(32);
    assertThat(config.clipsPerEpoch()).isEqualTo(1_000_000);
    assertThat(config.patience()).isEqualTo(3);
    assertThat(config.sgd()).isEqualTo(Sgd.nesterov(1e-4));
  }

  @Test
  void audioSet() {
    XdcConfig config = XdcConfig.audioSet();
    assertRates(config.schedule(1), tenWarmThen(0.01, 10, 10, 10, 5));
    assertThat(config.schedule(6)).isEqualTo(config.schedule(1));
    assertThat(config.clipsPerEpoch()).isEqualTo(2_000_000);
    assertThat(config.patience()).isEqualTo(3);
  }

  @Test
  void instagramHasALongerLastRound() {
    XdcConfig config = XdcConfig.instagram();
    assertRates(config.schedule(1), concat(new double[] {0.01}, steps(0.01, 3, 3, 3)));
    assertRates(config.schedule(config.rounds()), steps(0.01, 9, 9, 9, 3));
    assertThat(config.clipsPerEpoch()).isEqualTo(10_000_000);
    assertThat(config.patience()).isZero();
  }

  @Test
  void longClipsTakeAQuarterOfBatchAndRate() {
    XdcConfig kinetics = XdcConfig.kinetics().longClips();
    assertRates(kinetics.schedule(1), tenWarmThen(0.0025, 10, 10));
    assertThat(kinetics.batchSize()).isEqualTo(8);
    assertThat(kinetics.clipsPerEpoch()).isEqualTo(1_000_000);
    assertThat(kinetics.rounds()).isEqualTo(1);
    XdcConfig audioSet = XdcConfig.audioSet().longClips();
    assertRates(audioSet.schedule(1), tenWarmThen(0.0025, 10, 10, 10, 5));
    assertThat(audioSet.batchSize()).isEqualTo(8);
    assertThat(audioSet.clipsPerEpoch()).isEqualTo(2_000_000);
    assertRates(XdcConfig.instagram().longClips().schedule(1), steps(0.0025, 9, 9, 9, 3));
  }

  // the code family's factor, and decays counted from the first epoch: 10, 20, 30
  @Test
  void theOtherReadingsAreSettings() {
    assertRates(new Schedule(30, 10, 10, 0.1, 0.01, true), tenWarm(0.01, 0.01, 0.001));
    assertRates(new Schedule(30, 10, 10, 0.1, 0.01, false), tenWarm(0.01, 0.001, 0.0001));
  }

  private static double[] tenWarm(double base, double... decades) {
    double[] rates = tenWarmThen(base);
    for (double decade : decades) {
      double[] stretch = new double[10];
      Arrays.fill(stretch, decade);
      rates = concat(rates, stretch);
    }
    return rates;
  }

  // what docs/results.md was made with
  @Test
  void smallPresets() {
    assertRates(XdcConfig.small().schedule(1), 0.06, 0.06, 0.06, 0.06);
    assertRates(XdcConfig.small().schedule(10), 0.06, 0.06, 0.06, 0.006, 0.006);
    assertRates(XdcConfig.tiny().schedule(1), 0.05, 0.05, 0.005);
    assertRates(Preset.demo().config().schedule(1), 0.05, 0.05, 0.05, 0.005);
  }
}
