package dev.xdc.eval;

import dev.xdc.clip.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Parts a set of videos into folds for cross-validation such that a group, for instance all that
 * was cut from one recording, lies in one fold, and classes are spread evenly.
 */
final class GroupFolds {

  private GroupFolds() {}

  /**
   * Returns the fold of each video, from 0. If there are no more groups than folds asked for, each
   * group is a fold of its own.
   *
   * @param groups the group of each video, any number
   * @param labels the class of each video; a group counts as the class of its first video
   * @param folds at least 2
   * @param seed decides which groups of a class go together
   * @throws IllegalArgumentException if there are fewer than two groups
   */
  static int[] of(int[] groups, int[] labels, int folds, long seed) {
    Map<Integer, Integer> classOf = new HashMap<>();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < groups.length; i++) {
      if (classOf.putIfAbsent(groups[i], labels[i]) == null) {
        order.add(groups[i]);
      }
    }
    if (folds < 2 || order.size() < 2) {
      throw new IllegalArgumentException(
          folds + " folds of " + order.size() + " groups, must be at least 2 of at least 2");
    }
    SplittableRandom random = new SplittableRandom(Seeds.stream(seed, "folds"));
    for (int i = order.size() - 1; i > 0; i--) {
      order.set(i, order.set(random.nextInt(i + 1), order.get(i)));
    }
    order.sort(Comparator.comparingInt(classOf::get));
    Map<Integer, Integer> foldOf = new HashMap<>();
    for (int i = 0; i < order.size(); i++) {
      foldOf.put(order.get(i), i % folds);
    }
    int[] result = new int[groups.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = foldOf.getOrDefault(groups[i], 0);
    }
    return result;
  }
}
