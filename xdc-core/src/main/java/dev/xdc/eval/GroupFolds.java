package dev.xdc.eval;

import dev.xdc.clip.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.ToDoubleBiFunction;

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

  /**
   * Returns the share of videos that are classified correctly by what is learned on the other
   * folds.
   *
   * @param folds of each video
   * @param accuracy from 0 to 1 of the second features after learning on the first
   */
  static double crossValidate(
      ClipFeatures all, int[] folds, ToDoubleBiFunction<ClipFeatures, ClipFeatures> accuracy) {
    double[] right = {0};
    int[] videos = {0};
    forEach(
        all,
        folds,
        (rest, held) -> {
          int tested = (int) Arrays.stream(held.videos()).distinct().count();
          right[0] += accuracy.applyAsDouble(rest, held) * tested;
          videos[0] += tested;
        });
    return videos[0] == 0 ? 0 : right[0] / videos[0];
  }

  /**
   * Holds out each fold in turn.
   *
   * @param folds of each video
   * @param action takes the features of the other folds and of the one held out, neither empty
   */
  static void forEach(
      ClipFeatures all, int[] folds, BiConsumer<ClipFeatures, ClipFeatures> action) {
    for (int fold = 0; fold <= Arrays.stream(folds).max().orElse(-1); fold++) {
      BitSet inside = new BitSet();
      BitSet outside = new BitSet();
      for (int video = 0; video < folds.length; video++) {
        (folds[video] == fold ? inside : outside).set(video);
      }
      ClipFeatures held = all.without(outside);
      ClipFeatures rest = all.without(inside);
      if (held.rows().length > 0 && rest.rows().length > 0) {
        action.accept(rest, held);
      }
    }
  }
}
