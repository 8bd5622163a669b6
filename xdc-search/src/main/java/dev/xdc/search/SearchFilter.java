package dev.xdc.search;

import org.jspecify.annotations.Nullable;

/**
 * Which entries a search looks at; conditions that are not set hold for all.
 *
 * @param label their label; null for any
 * @param pathPrefix what their file begins with; null for any
 * @param fromSeconds they end after this second of their file
 * @param toSeconds they begin before this second of their file
 */
public record SearchFilter(
    @Nullable String label, @Nullable String pathPrefix, double fromSeconds, double toSeconds) {

  /** All entries. */
  public static final SearchFilter ALL =
      new SearchFilter(null, null, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

  /** Checks the times. */
  public SearchFilter {
    if (!(fromSeconds < toSeconds)) {
      throw new IllegalArgumentException(
          "the time from "
              + fromSeconds
              + " s to "
              + toSeconds
              + " s is empty, must end after it begins");
    }
  }

  /** Returns this filter for one label. */
  public SearchFilter withLabel(String label) {
    return new SearchFilter(label, pathPrefix, fromSeconds, toSeconds);
  }

  /** Returns this filter for files that begin with {@code prefix}. */
  public SearchFilter withPathPrefix(String prefix) {
    return new SearchFilter(label, prefix, fromSeconds, toSeconds);
  }

  /**
   * Returns this filter for entries that overlap a time of their file.
   *
   * @throws IllegalArgumentException if {@code from} is not less than {@code to}
   */
  public SearchFilter withTime(double from, double to) {
    return new SearchFilter(label, pathPrefix, from, to);
  }
}
