package dev.xdc.train;

import dev.xdc.internal.Count;
import java.util.Locale;

/**
 * What an encoder with its head scored, after supervised training, on videos that it was not
 * trained on.
 *
 * @param set which ones: {@code test} or {@code held-out}
 * @param measure {@code top-1}, the share of videos whose likeliest class is theirs, or {@code mAP}
 *     where they may have several
 * @param score in [0, 1]
 * @param videos the number of videos
 * @param clips the number of clips scored
 */
public record HeldOutScore(String set, String measure, double score, int videos, int clips) {

  /** Returns the score in words, such as {@code top-1 93.2 % on 800 test videos (2400 clips)}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s %.1f %% on %s (%s)",
        measure,
        100 * score,
        Count.of(videos, set + " video"),
        Count.of(clips, "clip"));
  }
}
