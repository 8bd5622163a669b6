package dev.xdc.clip;

import java.util.List;

/**
 * The human labels of a data set, one class for each video: for evaluation, for reports and for
 * supervised training. Where a video may have several, there are {@link Tags}.
 *
 * @param classes the class of each video, from 0 to {@code names.size() - 1}
 * @param names the name of each class
 */
public record Labels(int[] classes, List<String> names) {

  /** Checks that every class has a name. */
  public Labels {
    names = List.copyOf(names);
    for (int i = 0; i < classes.length; i++) {
      if (classes[i] < 0 || classes[i] >= names.size()) {
        throw new IllegalArgumentException(
            "label of video " + i + " is " + classes[i] + ", must be in [0, " + names.size() + ")");
      }
    }
  }

  /** Returns the number of classes. */
  public int count() {
    return names.size();
  }

  @Override
  public String toString() {
    return "Labels[" + classes.length + " videos, " + names.size() + " classes]";
  }
}
