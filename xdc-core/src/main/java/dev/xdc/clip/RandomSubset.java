package dev.xdc.clip;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * A number of videos drawn at random, such as AudioSet-240K (paper, Table 3) and the 1M and 16M
 * videos of Table 4. Which ones follows from seed and ids alone, whatever their order: the seed
 * shuffles all videos there may be, and a subset is the first of them. So a smaller subset of the
 * same seed is part of a larger one.
 *
 * @param size how many, at least 1
 * @param seed decides which
 */
public record RandomSubset(int size, long seed) {

  /** Checks the size. */
  public RandomSubset {
    if (size < 1) {
      throw new IllegalArgumentException("subset is " + size + ", must be at least 1");
    }
  }

  /**
   * Draws out of a set.
   *
   * @param videos how many it holds
   * @param id the stable id of each, no two alike
   * @return positions in the set, ascending
   * @throws IllegalArgumentException if it holds fewer than the subset
   */
  public int[] of(int videos, IntFunction<String> id) {
    if (size > videos) {
      throw new IllegalArgumentException(
          "subset is "
              + size
              + ", but there are only "
              + videos
              + " videos that can be used: ask for fewer");
    }
    long[] ranks = new long[videos];
    for (int video = 0; video < videos; video++) {
      ranks[video] = rank(id.apply(video));
    }
    long[] ascending = ranks.clone();
    Arrays.sort(ascending);
    long last = ascending[size - 1];
    int[] drawn = new int[size];
    List<Integer> ties = new ArrayList<>();
    int n = 0;
    for (int video = 0; video < videos; video++) {
      if (ranks[video] < last) {
        drawn[n++] = video;
      } else if (ranks[video] == last) {
        ties.add(video);
      }
    }
    ties.sort(
        Comparator.comparing(id::apply)); // of one video, unless two of them mix to the same number
    for (int video : ties.subList(0, size - n)) {
      drawn[n++] = video;
    }
    Arrays.sort(drawn);
    return drawn;
  }

  /** Returns the place of a video in the shuffled order, as a number of 64 bits. */
  private long rank(String id) {
    long rank = Seeds.stream(seed, "subset");
    for (int i = 0; i < id.length(); i++) {
      rank = Seeds.mix(rank, id.charAt(i));
    }
    return rank;
  }

  /** Returns this draw in words, such as {@code 300 of 1200 videos at random, seed 1}. */
  public String drawnFrom(int videos) {
    return String.format(Locale.ROOT, "%d of %d videos at random, seed %d", size, videos, seed);
  }
}
