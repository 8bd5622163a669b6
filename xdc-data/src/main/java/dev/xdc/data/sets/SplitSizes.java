package dev.xdc.data.sets;

import java.util.List;
import java.util.Optional;

/**
 * How much the published lists of a data set hold. Give other sizes to a reader for a part of the
 * data set that you chose yourself.
 *
 * @param classes how many classes there are; 0 for any number
 * @param splits of the splits whose size is known; others are not checked
 */
public record SplitSizes(int classes, List<Size> splits) {

  /**
   * The size of one split.
   *
   * @param split its name
   * @param train files to learn from
   * @param test files to test on
   */
  public record Size(String split, int train, int test) {}

  /** Makes the list unmodifiable. */
  public SplitSizes {
    splits = List.copyOf(splits);
  }

  /** Returns the size of {@code split}, if it is known. */
  Optional<Size> of(String split) {
    return splits.stream().filter(size -> size.split().equals(split)).findFirst();
  }
}
