package dev.xdc.data.synth;

import java.util.Random;

/**
 * The sound of a made-up clip: one timbre that follows one melodic pattern. Timbre and pattern are
 * given; pitch, tempo, onset, loudness and the {@link Disturbance} are random.
 */
final class Tune {

  /** What the sound is made of. */
  enum Timbre {
    PURE,
    HOLLOW,
    BRIGHT,
    BREATHY
  }

  /** How it continues. */
  enum Pattern {
    REPEAT,
    SIREN,
    TRILL
  }

  private static final int TABLE = 4096;

  /** Square of the radius of the poles of the resonator that colours noise: a band of 80 Hz. */
  private static final double DECAY = 0.97;

  private static final float[] PURE = table(1, 0);
  private static final float[] HOLLOW = table(2, 4);
  private static final float[] BRIGHT = table(1, 8);

  private final Timbre timbre;
  private final Pattern pattern;
  private final Random random;
  private final double pitch;
  private final double tempo;
  private final double interval;
  private final double onset;
  private final double loudest;
  private final Disturbance disturbance;
  private final double phase;

  Tune(Timbre timbre, Pattern pattern, Random random) {
    this.timbre = timbre;
    this.pattern = pattern;
    this.random = random;
    // A range of 1.5 octaves: pitch alone says nothing about the class.
    pitch = 220 * StrictMath.pow(2, between(0, 1.5));
    tempo = pattern == Pattern.SIREN ? between(1.2, 2.2) : between(3, 4.5);
    interval = pattern == Pattern.SIREN ? between(0.4, 0.6) : between(0.35, 0.6);
    onset = between(0, 0.35);
    loudest = StrictMath.pow(10, between(-14, -1) / 20);
    disturbance = new Disturbance(random);
    phase = between(0, 1);
  }

  /** Returns {@code samples} signed 16-bit little-endian mono samples. */
  byte[] play(int samples, int rateHertz) {
    double[] sound = new double[samples];
    double turn = random.nextDouble();
    double y1 = 0;
    double y2 = 0;
    double resonance = 0;
    double drive = 0;
    for (int i = 0; i < samples; i++) {
      double time = (double) i / rateHertz - onset;
      double hertz = hertz(time);
      double value;
      if (timbre == Timbre.BREATHY) {
        if (i % 16 == 0) {
          double cos = StrictMath.cos(2 * Math.PI * hertz / rateHertz);
          resonance = 2 * Math.sqrt(DECAY) * cos;
          drive = drive(cos);
        }
        double y = drive * (2 * random.nextDouble() - 1) + resonance * y1 - DECAY * y2;
        y2 = y1;
        y1 = y;
        value = y;
      } else {
        turn = (turn + hertz / rateHertz) % 1;
        value = wave(turn);
      }
      sound[i] = envelope(time) * value;
    }
    disturbance.addTo(sound, rateHertz);
    return pcm(sound);
  }

  /** Returns the samples as they are stored, at the loudness of this clip. */
  private byte[] pcm(double[] sound) {
    double peak = 0;
    for (double value : sound) {
      peak = Math.max(peak, Math.abs(value));
    }
    byte[] pcm = new byte[2 * sound.length];
    for (int i = 0; i < sound.length; i++) {
      int sample = (int) Math.round(32767 * loudest * sound[i] / peak);
      pcm[2 * i] = (byte) sample;
      pcm[2 * i + 1] = (byte) (sample >> 8);
    }
    return pcm;
  }

  /**
   * Returns the range of the noise that makes a resonator at an angle of cosine {@code cos} sound
   * as loud as the tones: the inverse of the variance of an autoregressive process of order two.
   */
  private static double drive(double cos) {
    double cosOfDouble = 2 * cos * cos - 1;
    double spread = (1 - DECAY) * (1 + DECAY * DECAY - 2 * DECAY * cosOfDouble) / (1 + DECAY);
    return 0.7 * Math.sqrt(3 * spread);
  }

  private double hertz(double time) {
    double beat = time * tempo + phase;
    return switch (pattern) {
      case REPEAT -> pitch;
      case SIREN -> pitch * StrictMath.pow(2, interval * StrictMath.sin(2 * Math.PI * beat));
      case TRILL ->
          ((long) Math.floor(beat) & 1) == 0 ? pitch : pitch * StrictMath.pow(2, interval);
    };
  }

  private double envelope(double time) {
    if (time < 0) {
      return 0;
    }
    double attack = Math.min(1, time / 0.01);
    if (pattern != Pattern.REPEAT) {
      return attack;
    }
    // Notes with rests between them.
    double beat = time * tempo;
    double within = beat - Math.floor(beat);
    return within < 0.55 ? Math.min(1, Math.min(within, 0.55 - within) / 0.05) : 0;
  }

  private double wave(double turn) {
    float[] table =
        switch (timbre) {
          case PURE -> PURE;
          case HOLLOW -> HOLLOW;
          default -> BRIGHT;
        };
    return table[(int) (turn * TABLE) % TABLE];
  }

  /**
   * Returns one period: the fundamental and {@code overtones} partials, every {@code step}-th, as
   * 1/n.
   */
  private static float[] table(int step, int overtones) {
    float[] table = new float[TABLE];
    for (int i = 0; i < TABLE; i++) {
      double value = 0;
      double power = 0;
      for (int k = 0; k <= overtones; k++) {
        int n = 1 + k * step;
        value += StrictMath.sin(2 * Math.PI * n * i / TABLE) / n;
        power += 1.0 / ((double) n * n);
      }
      table[i] = (float) (value / Math.sqrt(power));
    }
    return table;
  }

  private double between(double low, double high) {
    return low + (high - low) * random.nextDouble();
  }
}
