package dev.xdc.search;

import dev.xdc.data.index.SegmentRule;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How videos become entries of an index. An index remembers the rule of the last {@link
 * VideoIndexing}: the number of clips is the same for all entries, and for queries.
 *
 * @param clips uniformly spaced clips whose mean feature is an entry, at least 1
 * @param segments how long files are cut; null if they stay whole
 */
public record EntryRule(int clips, @Nullable SegmentRule segments) {

  /** Clips of an entry unless something else is asked for. */
  public static final int DEFAULT_CLIPS = 10;

  /** Checks the number. */
  public EntryRule {
    if (clips < 1) {
      throw new IllegalArgumentException("clips is " + clips + ", must be at least 1");
    }
  }

  /**
   * Checks that features of {@code given} clips may be used with this rule's entries.
   *
   * @param index names the index in the message
   * @throws IllegalArgumentException if the number is another
   */
  public void require(Path index, int given) {
    if (given != clips) {
      throw new IllegalArgumentException(
          "%s holds means of %d clips, given are %d: leave the number out, or use another index"
              .formatted(index, clips, given));
    }
  }

  /** Returns what an entry is, in words. */
  public String cut() {
    if (segments == null) {
      return "whole files";
    }
    String length = String.format(Locale.ROOT, "segments of %s s", segments.seconds());
    return segments.strideSeconds() == segments.seconds()
        ? length
        : length + String.format(Locale.ROOT, " every %s s", segments.strideSeconds());
  }

  @Override
  public String toString() {
    return cut() + ", mean of " + clips + (clips == 1 ? " clip" : " clips");
  }
}
