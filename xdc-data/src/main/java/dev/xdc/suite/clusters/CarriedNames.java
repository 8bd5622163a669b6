package dev.xdc.suite.clusters;

import dev.xdc.FeatureClusters;
import dev.xdc.clip.Modality;
import dev.xdc.cluster.ClusterOverlap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Names that have moved from one clustering of some videos to another: each to the cluster that
 * shares most members, one to one. A name whose clusters share less than {@link #LEAST} of the
 * larger one is dropped.
 *
 * @param names the names that have moved
 * @param lines what became of each name, in words
 */
public record CarriedNames(ClusterNames names, List<String> lines) {
  /** Share of members that makes a partner clear. */
  public static final double LEAST = 0.5;

  /**
   * Moves names.
   *
   * @param before the clusters that have the names, of some videos by id
   * @param after the clusters that get them, of some of the same videos
   * @param target the clustering that {@code after} is of
   * @throws IllegalArgumentException if there is no video in both
   */
  public static CarriedNames of(
      ClusterNames named,
      Map<String, Integer> before,
      Map<String, Integer> after,
      FeatureClusters target) {
    List<String> ids = after.keySet().stream().filter(before::containsKey).sorted().toList();
    if (ids.isEmpty()) {
      throw new IllegalArgumentException(
          "no video is in both " + named.modality() + " clusterings: give the videos of the first");
    }
    Map<Integer, ClusterOverlap> partners =
        ClusterOverlap.match(labels(ids, before), labels(ids, after)).stream()
            .collect(Collectors.toMap(ClusterOverlap::before, Function.identity()));
    Map<Integer, String> carried = new TreeMap<>();
    List<String> lines = new ArrayList<>();
    named
        .names()
        .forEach(
            (cluster, name) -> {
              ClusterOverlap partner = partners.get(cluster);
              boolean clear = false;
              if (partner != null && partner.share() >= LEAST) {
                clear = true;
                carried.put(partner.after(), name);
              }
              lines.add(
                  String.format(
                      Locale.ROOT,
                      "%s cluster %d \"%s\"%s",
                      named.modality(),
                      cluster,
                      name,
                      words(named.modality(), partner, clear)));
            });
    return new CarriedNames(new ClusterNames(target.hash(), target.modality(), carried), lines);
  }

  private static int[] labels(List<String> ids, Map<String, Integer> clusters) {
    return ids.stream().mapToInt(id -> Objects.requireNonNull(clusters.get(id))).toArray();
  }

  private static String words(Modality modality, @Nullable ClusterOverlap p, boolean clear) {
    if (p == null) {
      return " dropped: no cluster is left that shares its members";
    }
    return String.format(
        Locale.ROOT,
        " %s %s cluster %d: %d of %d members, %d there, share %.2f",
        clear ? "moves to" : "dropped: the best partner is",
        modality,
        p.after(),
        p.shared(),
        p.sizeBefore(),
        p.sizeAfter(),
        p.share());
  }
}
