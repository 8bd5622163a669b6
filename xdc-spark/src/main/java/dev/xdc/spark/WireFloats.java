package dev.xdc.spark;

import dev.xdc.encoder.Precision;
import java.io.Serializable;
import java.util.Arrays;

/**
 * Numbers on their way from one machine to another: as they are, or rounded to the upper half of
 * their bits, BFLOAT16, which is off by at most 1/256 of each.
 */
sealed interface WireFloats extends Serializable {

  /** Packs numbers, which must not change afterwards. */
  static WireFloats of(float[] values, Precision precision) {
    return switch (precision) {
      case FLOAT32 -> new Exact(values);
      case BFLOAT16 -> Rounded.of(values);
    };
  }

  /** Returns the numbers as they arrive. */
  float[] values();

  /** Returns those from {@code from} to {@code end - 1}. */
  WireFloats range(int from, int end);

  /** Returns how many there are. */
  int size();

  /** Returns how they are packed. */
  Precision precision();

  /** 4 bytes each. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Exact(float[] values) implements WireFloats {
    @Override
    public WireFloats range(int from, int end) {
      return new Exact(Arrays.copyOfRange(values, from, end));
    }

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public Precision precision() {
      return Precision.FLOAT32;
    }
  }

  /** 2 bytes each. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Rounded(short[] halves) implements WireFloats {
    static Rounded of(float[] values) {
      short[] halves = new short[values.length];
      for (int i = 0; i < values.length; i++) {
        int bits = Float.floatToIntBits(values[i]); // one pattern for all NaN, which stays one
        int even = (bits >>> 16) & 1;
        halves[i] = (short) ((bits + 0x7fff + even) >>> 16);
      }
      return new Rounded(halves);
    }

    @Override
    public float[] values() {
      float[] values = new float[halves.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = Float.intBitsToFloat(halves[i] << 16);
      }
      return values;
    }

    @Override
    public WireFloats range(int from, int end) {
      return new Rounded(Arrays.copyOfRange(halves, from, end));
    }

    @Override
    public int size() {
      return halves.length;
    }

    @Override
    public Precision precision() {
      return Precision.BFLOAT16;
    }
  }
}
