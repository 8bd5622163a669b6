package dev.xdc.data.sets;

/**
 * One official way to divide a data set.
 *
 * @param name such as {@code split1} or {@code fold3}
 * @param train files to learn from
 * @param test files to test on, with the classes numbered alike
 */
public record Split(String name, Part train, Part test) {

  /** The split that learns from all public files and is tested on those once held back. */
  static final String HELD_OUT = "heldout";
}
