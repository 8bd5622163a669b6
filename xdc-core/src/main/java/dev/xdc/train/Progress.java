package dev.xdc.train;

import java.util.Locale;

/**
 * Where a run stands.
 *
 * @param round the round, from 1; one more than {@code rounds} for the clustering after the last
 * @param rounds rounds planned
 * @param work what is being done
 * @param stream name of the stream: video or audio, with a number if both are of one modality
 * @param done clips done of this work
 * @param planned clips planned for this work
 * @param remainingSeconds estimate for the rest of the run; NaN until each kind of work was seen
 *     once
 */
public record Progress(
    int round,
    int rounds,
    Work work,
    String stream,
    long done,
    long planned,
    double remainingSeconds) {

  /** A kind of work that goes through clips. */
  public enum Work {
    /** Features are extracted. */
    FEATURES,
    /** An encoder is trained. */
    TRAIN,
    /** A trained encoder is tested on videos it was not trained on. */
    TEST;

    /** Returns the name in lower case. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
