package dev.xdc.page;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Which members of clusters are shown with a picture: of each cluster the nearest, some at random
 * and the farthest. A clip that several clusters show has one picture.
 */
final class ShownMembers {

  /**
   * What has a picture: a video, or one clip of it.
   *
   * @param video its number
   * @param clip number of the clip, from 0
   * @param ofClips how many clips the video has; 1 for the video itself
   */
  record Tile(int video, int clip, int ofClips) {

    /** Returns the middle of what is shown, as a share of the video's length. */
    double middle() {
      return (clip + 0.5) / ofClips;
    }
  }

  /**
   * The members shown of a cluster, as numbers of tiles.
   *
   * @param nearest to the centroid, nearest first; empty if distances are not known
   * @param random some of all, in no order
   * @param farthest from the centroid, farthest first
   */
  record Groups(List<Integer> nearest, List<Integer> random, List<Integer> farthest) {}

  private final int each;
  private final Map<Tile, Integer> tiles = new LinkedHashMap<>();
  private final List<List<Groups>> byView = new ArrayList<>();

  /**
   * Chooses members.
   *
   * @param each how many of each of the three kinds; 0 for none
   */
  ShownMembers(List<ClusterView> views, int each) {
    this.each = each;
    views.forEach(view -> byView.add(choose(view)));
  }

  /** Returns the tiles; their order is their number. */
  List<Tile> tiles() {
    return List.copyOf(tiles.keySet());
  }

  /** Returns what is shown of each cluster of a view. */
  List<Groups> groups(int view) {
    return byView.get(view);
  }

  private List<Groups> choose(ClusterView view) {
    List<List<Integer>> members = new ArrayList<>();
    for (int c = 0; c < view.k(); c++) {
      members.add(new ArrayList<>());
    }
    for (int i = 0; i < view.clusters().length; i++) {
      if (view.clusters()[i] >= 0) {
        members.get(view.clusters()[i]).add(i);
      }
    }
    List<Groups> chosen = new ArrayList<>();
    for (int c = 0; c < view.k(); c++) {
      chosen.add(choose(view, members.get(c), new Random(c)));
    }
    return chosen;
  }

  private Groups choose(ClusterView view, List<Integer> members, Random random) {
    float[] distances = view.distances();
    List<Integer> known =
        members.stream()
            .filter(i -> !Float.isNaN(distances[i]))
            .sorted(Comparator.comparingDouble(i -> distances[i]))
            .toList();
    List<Integer> farthest = new ArrayList<>();
    for (int i = known.size() - 1; i >= 0 && farthest.size() < each; i--) {
      farthest.add(known.get(i));
    }
    int drawn = Math.min(each, members.size());
    for (int i = 0; i < drawn; i++) { // the first steps of a shuffle
      int other = i + random.nextInt(members.size() - i);
      int item = members.get(other);
      members.set(other, members.get(i));
      members.set(i, item);
    }
    return new Groups(
        tiles(view, known.subList(0, Math.min(each, known.size()))),
        tiles(view, members.subList(0, drawn)),
        tiles(view, farthest));
  }

  private List<Integer> tiles(ClusterView view, List<Integer> items) {
    int per = view.itemsPerVideo();
    return items.stream()
        .map(i -> new Tile(i / per, i % per, per))
        .map(
            tile -> {
              Integer number = tiles.putIfAbsent(tile, tiles.size());
              return number == null ? tiles.size() - 1 : number;
            })
        .toList();
  }
}
