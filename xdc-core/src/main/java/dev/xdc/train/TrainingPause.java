package dev.xdc.train;

/** A moment of {@link StreamTraining} at which no step is under way. */
public interface TrainingPause {

  /** Returns the epoch under way, from 0. */
  int epoch();

  /** Returns how many clips of the epoch are behind, unreadable ones included. */
  int read();

  /**
   * Returns where training could resume. It holds the losses of all steps, so that the device is
   * waited for: ask only when it is to be kept.
   *
   * @throws DivergedException if one of them is not finite
   */
  StreamPosition position();
}
