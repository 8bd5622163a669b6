package dev.xdc;

import dev.xdc.train.Progress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Estimates the rest of a run from the seconds that a clip took so far in each kind of work of a
 * round.
 */
final class TimeLeft {

  private static final class Work {
    private final long perRound;
    private final long inLast;
    private long doneInRound;
    private long measured;
    private double seconds;

    Work(long perRound, long inLast) {
      this.perRound = perRound;
      this.inLast = inLast;
    }
  }

  /**
   * A kind of work of a round.
   *
   * @param work what is done
   * @param stream name of the stream it is done for
   */
  record Kind(Progress.Work work, String stream) {}

  private final Map<Kind, Work> kinds = new LinkedHashMap<>();
  private int roundsLeft;
  private long lastNote;

  /** Announces a kind of work: how many clips a round needs of it, and how many the last one. */
  void plan(Kind kind, long clipsPerRound, long clipsInLast) {
    kinds.put(kind, new Work(clipsPerRound, clipsInLast));
  }

  /** Starts a round, after which {@code roundsLeft} more will come. */
  void startRound(int roundsLeft) {
    this.roundsLeft = roundsLeft;
    kinds.values().forEach(work -> work.doneInRound = 0);
    skip();
  }

  /** Leaves the time since the last call out of the measurement. */
  void skip() {
    lastNote = System.nanoTime();
  }

  /**
   * Notes that {@code doneInRound} clips of a kind are done in this round; the time since the last
   * call went into them.
   */
  void note(Kind kind, long doneInRound) {
    long now = System.nanoTime();
    Work work = work(kind);
    work.measured += doneInRound - work.doneInRound;
    work.seconds += (now - lastNote) * 1e-9;
    work.doneInRound = doneInRound;
    lastNote = now;
  }

  /** Notes that nothing more of a kind will be done in this round. */
  void finish(Kind kind) {
    Work work = work(kind);
    work.doneInRound = roundsLeft == 0 ? work.inLast : work.perRound;
    skip();
  }

  private Work work(Kind kind) {
    return kinds.computeIfAbsent(kind, k -> new Work(0, 0));
  }

  /** Returns the estimate in seconds; NaN while a kind of work was never measured. */
  double seconds() {
    double left = 0;
    for (Work work : kinds.values()) {
      long clips = work.perRound * roundsLeft + work.inLast - work.doneInRound;
      if (clips > 0) {
        left += clips * (work.measured == 0 ? Double.NaN : work.seconds / work.measured);
      }
    }
    return left;
  }
}
