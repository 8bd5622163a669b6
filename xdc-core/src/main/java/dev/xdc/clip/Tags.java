package dev.xdc.clip;

import java.util.Arrays;
import java.util.List;

/**
 * The human labels of a data set whose videos may belong to several classes at once, such as
 * AudioSet.
 *
 * @param classes for each video the numbers of its classes, from 0 to {@code names.size() - 1};
 *     kept ascending and without repetition
 * @param names the name of each class
 */
public record Tags(int[][] classes, List<String> names) {

  /** Sorts the classes of each video and checks that each has a name. */
  public Tags {
    names = List.copyOf(names);
    int count = names.size();
    int[][] sorted = new int[classes.length][];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = Arrays.stream(classes[i]).sorted().distinct().toArray();
      for (int number : sorted[i]) {
        if (number < 0 || number >= count) {
          throw new IllegalArgumentException(
              "a tag of video " + i + " is " + number + ", must be in [0, " + count + ")");
        }
      }
    }
    classes = sorted;
  }

  /** Returns the number of classes. */
  public int count() {
    return names.size();
  }

  @Override
  public String toString() {
    return "Tags[" + classes.length + " videos, " + names.size() + " classes]";
  }
}
