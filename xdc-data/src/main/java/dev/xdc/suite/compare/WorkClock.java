package dev.xdc.suite.compare;

import dev.xdc.clip.Modality;

/**
 * Estimates the rest of a long piece of work from how long a clip took so far in each kind of work.
 */
final class WorkClock {

  /** What clips go through. */
  enum Kind {
    TRAIN_VIDEO,
    TRAIN_AUDIO,
    READ_VIDEO,
    READ_AUDIO;

    static Kind of(boolean training, Modality modality) {
      if (modality == Modality.VIDEO) {
        return training ? TRAIN_VIDEO : READ_VIDEO;
      }
      return training ? TRAIN_AUDIO : READ_AUDIO;
    }
  }

  private static final int KINDS = Kind.values().length;

  private final long[] left = new long[KINDS];
  private final long[] task = new long[KINDS];
  private final long[] measured = new long[KINDS];
  private final double[] seconds = new double[KINDS];
  private long last = System.nanoTime();

  WorkClock() {}

  /** Adds work that lies ahead. */
  void plan(long[] clips) {
    for (int kind = 0; kind < KINDS; kind++) {
      left[kind] += clips[kind];
    }
  }

  /** Starts a task that was planned with {@code clips}. */
  void begin(long[] clips) {
    System.arraycopy(clips, 0, task, 0, KINDS);
    last = System.nanoTime();
  }

  /** Notes that {@code clips} more are done, and that the time since the last call went there. */
  void did(Kind kind, long clips) {
    long now = System.nanoTime();
    int k = kind.ordinal();
    measured[k] += clips;
    seconds[k] += (now - last) * 1e-9;
    task[k] -= clips;
    left[k] -= clips;
    last = now;
  }

  /** Leaves the time since the last call out of the measurement. */
  void skip() {
    last = System.nanoTime();
  }

  /** Ends a task: what was planned for it and not needed is dropped. */
  void end() {
    for (int kind = 0; kind < KINDS; kind++) {
      left[kind] -= task[kind];
      task[kind] = 0;
    }
  }

  /** Returns the estimate; NaN while a kind of work that lies ahead was never measured. */
  double secondsLeft() {
    double sum = 0;
    for (int kind = 0; kind < KINDS; kind++) {
      if (left[kind] > 0) {
        sum += measured[kind] == 0 ? Double.NaN : left[kind] * seconds[kind] / measured[kind];
      }
    }
    return sum;
  }
}
