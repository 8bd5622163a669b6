package dev.xdc.timing;

import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/**
 * Adds up the time of each phase. A run has one and hands it down; used by the thread that trains.
 *
 * <p>The times are those of this thread. On a CPU it computes, so they are exact. A GPU computes
 * while the thread is ahead of it: nothing here waits for the device, so a phase shows what its
 * calls cost the thread, and the wait appears where a result is read, in training with {@link
 * Phase#READ_OUT}.
 *
 * <p>While a recording of the JDK's Flight Recorder runs, each span is an event {@code
 * dev.xdc.Phase} in the category XDC with phase, round and modality. Without one it costs two reads
 * of the clock.
 */
public final class PhaseClock {
  private final long[] nanos = new long[Phase.values().length];
  private final long[] calls = new long[nanos.length];
  private int round;
  private String modality = "";

  /** Starts at zero. */
  public PhaseClock() {}

  /** Sets the round that further events carry; 0 outside pretraining, the default. */
  public void setRound(int round) {
    this.round = round;
  }

  /** Sets the name that further events carry as modality: video, audio or joint; none at first. */
  public void setModality(String modality) {
    this.modality = modality;
  }

  /** Starts a stretch of {@code phase}, which ends when it is closed. Spans do not overlap. */
  public Span start(Phase phase) {
    return new Span(phase);
  }

  /** Returns the times of all spans that are closed. */
  public PhaseTimes times() {
    return PhaseTimes.of(nanos, calls);
  }

  /** A stretch of time under way. */
  public final class Span implements AutoCloseable {
    private final Phase phase;

    /** Null where nothing records: the class of an event costs a service's first feature 80 ms. */
    private final @Nullable PhaseEvent event =
        FlightRecorder.isInitialized() ? new PhaseEvent() : null;

    private final long start;

    private Span(Phase phase) {
      this.phase = phase;
      if (event != null) {
        event.begin();
      }
      start = System.nanoTime();
    }

    /** Ends it. */
    @Override
    public void close() {
      nanos[phase.ordinal()] += System.nanoTime() - start;
      calls[phase.ordinal()]++;
      if (event == null) {
        return;
      }
      event.end();
      if (event.shouldCommit()) {
        event.phase = phase.toString();
        event.round = round;
        event.modality = modality;
        event.commit();
      }
    }
  }

  @Override
  public String toString() {
    return "PhaseClock[" + times() + "]";
  }
}
