package dev.xdc.timing;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongBinaryOperator;

/**
 * How long each phase took, and how often it was entered. Immutable.
 *
 * @param byPhase the phases that were entered, in the order of {@link Phase}
 */
public record PhaseTimes(Map<Phase, Time> byPhase) {
  /** No time at all. */
  public static final PhaseTimes NONE = new PhaseTimes(Map.of());

  /**
   * The time of one phase.
   *
   * @param nanos its duration in nanoseconds
   * @param calls how often it was entered
   */
  public record Time(long nanos, long calls) {
    private static final Time ZERO = new Time(0, 0);

    /** Returns the duration in seconds. */
    public double seconds() {
      return nanos * 1e-9;
    }
  }

  /** Copies the map. */
  public PhaseTimes {
    Map<Phase, Time> copy = new EnumMap<>(Phase.class);
    copy.putAll(byPhase);
    byPhase = Collections.unmodifiableMap(copy);
  }

  /** Returns the times of all phases, given by ordinal. */
  static PhaseTimes of(long[] nanos, long[] calls) {
    Map<Phase, Time> times = new EnumMap<>(Phase.class);
    for (Phase phase : Phase.values()) {
      if (calls[phase.ordinal()] > 0) {
        times.put(phase, new Time(nanos[phase.ordinal()], calls[phase.ordinal()]));
      }
    }
    return new PhaseTimes(times);
  }

  /** Returns the time of a phase; zero if it was not entered. */
  public Time of(Phase phase) {
    return byPhase.getOrDefault(phase, Time.ZERO);
  }

  /** Returns the seconds of a phase; 0 if it was not entered. */
  public double seconds(Phase phase) {
    return of(phase).seconds();
  }

  /** Returns the seconds of all phases together. */
  public double seconds() {
    return byPhase.values().stream().mapToLong(Time::nanos).sum() * 1e-9;
  }

  /** Returns the seconds spent waiting for clips. */
  public double waitSeconds() {
    return seconds(Phase.WAIT) + seconds(Phase.FEATURE_WAIT);
  }

  /** Returns the sum of both. */
  public PhaseTimes plus(PhaseTimes other) {
    return combine(other, Long::sum);
  }

  /** Returns what these times have more than {@code earlier} ones of the same clock. */
  public PhaseTimes minus(PhaseTimes earlier) {
    return combine(earlier, (now, before) -> now - before);
  }

  private PhaseTimes combine(PhaseTimes other, LongBinaryOperator operator) {
    long[] nanos = new long[Phase.values().length];
    long[] calls = new long[nanos.length];
    for (Phase phase : Phase.values()) {
      int i = phase.ordinal();
      nanos[i] = operator.applyAsLong(of(phase).nanos(), other.of(phase).nanos());
      calls[i] = operator.applyAsLong(of(phase).calls(), other.of(phase).calls());
    }
    return of(nanos, calls);
  }
}
