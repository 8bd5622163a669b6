package dev.xdc.train;

import dev.xdc.clip.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** In which order items are trained on; a function of the seed alone. */
final class ClipOrder {

  private ClipOrder() {}

  /** Returns a copy of {@code items} in random order (Fisher-Yates). */
  static int[] shuffled(int[] items, long seed) {
    int[] order = items.clone();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
    return order;
  }

  /**
   * Returns the items of one epoch: as many as asked for, every item equally often up to one.
   *
   * @param balancedBy the class of each item, to draw uniformly over the classes that occur
   *     (DeepCluster's sampler); null to draw uniformly over items
   */
  static int[] epoch(int[] items, int @Nullable [] balancedBy, int count, long seed) {
    int[] pool =
        balancedBy == null
            ? items
            : balanced(items, balancedBy, Math.max(count, items.length), seed);
    int[] order = new int[count];
    int[] pass = pool;
    for (int i = 0; i < count; i++) {
      int within = i % pool.length;
      if (within == 0) {
        pass = shuffled(pool, Seeds.mix(seed, 1, i / pool.length));
      }
      order[i] = pass[within];
    }
    return order;
  }

  private static int[] balanced(int[] items, int[] classes, int count, long seed) {
    Map<Integer, List<Integer>> members = new TreeMap<>();
    for (int item : items) {
      members.computeIfAbsent(classes[item], c -> new ArrayList<>()).add(item);
    }
    int draws = count / members.size() + 1;
    SplittableRandom random = new SplittableRandom(Seeds.mix(seed, 2));
    int[] pool = new int[draws * members.size()];
    int n = 0;
    for (List<Integer> some : members.values()) {
      int[] own = shuffled(some.stream().mapToInt(Integer::intValue).toArray(), random.nextLong());
      for (int i = 0; i < draws; i++) {
        pool[n++] = i < own.length ? own[i] : own[random.nextInt(own.length)];
      }
    }
    return pool;
  }
}
