package dev.xdc.data.synth;

import java.util.Random;

/**
 * What lies over the sound of a made-up clip: a filter that tilts its spectrum, noise of random
 * colour, and two steady tones of random pitch. They change the mean of every band; what comes and
 * goes in time stays to be heard.
 */
final class Disturbance {

  private static final int TONES = 2;
  private static final double MOST_TILT = 0.6;
  private static final double MOST_COLOUR = 0.9;

  private final Random random;
  private final double tilt;
  private final double colour;
  private final double noiseLevel;
  private final double toneLevel;
  private final double[] toneHertz = new double[TONES];
  private final double[] tonePhase = new double[TONES];

  Disturbance(Random random) {
    this.random = random;
    tilt = between(-MOST_TILT, MOST_TILT);
    colour = between(-MOST_COLOUR, MOST_COLOUR);
    noiseLevel = StrictMath.pow(10, between(-28, -8) / 20);
    toneLevel = StrictMath.pow(10, between(-25, -8) / 20);
    for (int n = 0; n < TONES; n++) {
      toneHertz[n] = 150 * StrictMath.pow(2, between(0, 4.5));
      tonePhase[n] = between(0, 1);
    }
  }

  /** Filters {@code sound} and adds noise and tones, at levels relative to its own. */
  void addTo(double[] sound, int rateHertz) {
    filter(sound, tilt);
    double[] noise = new double[sound.length];
    double[] tones = new double[sound.length];
    for (int i = 0; i < sound.length; i++) {
      noise[i] = 2 * random.nextDouble() - 1;
      for (int n = 0; n < TONES; n++) {
        double turns = (toneHertz[n] * i / rateHertz + tonePhase[n]) % 1;
        tones[i] += StrictMath.sin(2 * Math.PI * turns);
      }
    }
    filter(noise, colour);
    normalise(tones);
    for (int i = 0; i < sound.length; i++) {
      sound[i] += noiseLevel * noise[i] + toneLevel * tones[i];
    }
  }

  /** Raises the low tones if {@code pole} is positive, else the high ones, and sets power to 1. */
  private static void filter(double[] sound, double pole) {
    double last = 0;
    for (int i = 0; i < sound.length; i++) {
      last = sound[i] + pole * last;
      sound[i] = last;
    }
    normalise(sound);
  }

  private static void normalise(double[] sound) {
    double power = 0;
    for (double value : sound) {
      power += value * value;
    }
    // Silence stays silent.
    double factor = power == 0 ? 1 : Math.sqrt(sound.length / power);
    for (int i = 0; i < sound.length; i++) {
      sound[i] *= factor;
    }
  }

  private double between(double low, double high) {
    return low + (high - low) * random.nextDouble();
  }
}
