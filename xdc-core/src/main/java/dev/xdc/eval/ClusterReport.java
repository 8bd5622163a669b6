package dev.xdc.eval;

import dev.xdc.clip.Labels;
import dev.xdc.cluster.ClusterAssignment;
import dev.xdc.cluster.ClusteringStrategy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the clusters hold, as in the paper's Tables 6, 12 and 13 and figure 2: clusters ranked by
 * purity with their most frequent labels and the clips nearest to each centroid. Without labels
 * they are ranked by size.
 *
 * @param k number of clusters, empty ones included
 * @param videos number of videos
 * @param scores agreement with the labels; null without labels
 * @param clusters those that are not empty, by rank
 */
public record ClusterReport(
    int k, int videos, @Nullable ClusterScores scores, List<Cluster> clusters) {

  /**
   * One cluster.
   *
   * @param rank from 1
   * @param number its number in the clustering
   * @param size its number of videos
   * @param purity share of its most frequent label; null without labels
   * @param labels its most frequent labels
   * @param nearest the videos nearest to its centroid, nearest first
   */
  public record Cluster(
      int rank,
      int number,
      int size,
      @Nullable Double purity,
      List<Share> labels,
      List<Member> nearest) {}

  /**
   * A label's part of a cluster.
   *
   * @param share of the cluster's videos, from 0 to 1
   */
  public record Share(String label, double share) {}

  /**
   * A video of a cluster.
   *
   * @param distance to the centroid, as the clustering compares them
   */
  public record Member(String id, double distance) {}

  /**
   * Makes the report.
   *
   * @param rows the clustered rows as the clustering compares them, see {@link
   *     ClusteringStrategy#comparison}
   * @param ids the name of each row
   * @param labels of each row, if there are any
   * @param top how many labels are listed of a cluster (paper: 3 and 5)
   * @param nearest how many videos (paper: 10)
   */
  public static ClusterReport of(
      ClusterAssignment clusters,
      float[][] rows,
      List<String> ids,
      Optional<Labels> labels,
      int top,
      int nearest) {
    int[] assigned = clusters.labels();
    if (rows.length != assigned.length || ids.size() != assigned.length) {
      throw new IllegalArgumentException(
          "there are "
              + rows.length
              + " rows, "
              + ids.size()
              + " ids and "
              + assigned.length
              + " clustered ones");
    }
    List<List<Integer>> members = new ArrayList<>();
    for (int c = 0; c < clusters.k(); c++) {
      members.add(new ArrayList<>());
    }
    for (int i = 0; i < assigned.length; i++) {
      members.get(assigned[i]).add(i);
    }
    List<Cluster> found = new ArrayList<>();
    for (int c = 0; c < clusters.k(); c++) {
      if (!members.get(c).isEmpty()) {
        List<Share> shares =
            labels.isEmpty() ? List.of() : shares(members.get(c), labels.get(), top);
        found.add(
            new Cluster(
                0,
                c,
                members.get(c).size(),
                shares.isEmpty() ? null : shares.get(0).share(),
                shares,
                nearest(members.get(c), rows, clusters.centroids()[c], ids, nearest)));
      }
    }
    found.sort(
        Comparator.comparingDouble((Cluster c) -> c.purity() == null ? 0 : -c.purity())
            .thenComparing(Comparator.comparingInt(Cluster::size).reversed())
            .thenComparingInt(Cluster::number));
    List<Cluster> ranked = new ArrayList<>();
    for (Cluster c : found) {
      ranked.add(
          new Cluster(
              ranked.size() + 1, c.number(), c.size(), c.purity(), c.labels(), c.nearest()));
    }
    return new ClusterReport(
        clusters.k(),
        assigned.length,
        labels.map(l -> ClusterScores.of(assigned, l.classes())).orElse(null),
        ranked);
  }

  private static List<Share> shares(List<Integer> members, Labels labels, int top) {
    Map<Integer, Integer> counts = new TreeMap<>();
    members.forEach(i -> counts.merge(labels.classes()[i], 1, Integer::sum));
    return counts.entrySet().stream()
        .sorted(Map.Entry.<Integer, Integer>comparingByValue().reversed())
        .limit(top)
        .map(e -> new Share(labels.names().get(e.getKey()), e.getValue() / (double) members.size()))
        .toList();
  }

  private static List<Member> nearest(
      List<Integer> members, float[][] rows, float[] centroid, List<String> ids, int nearest) {
    return members.stream()
        .map(i -> new Member(ids.get(i), distance(rows[i], centroid)))
        .sorted(Comparator.comparingDouble(Member::distance))
        .limit(nearest)
        .toList();
  }

  private static double distance(float[] row, float[] centroid) {
    double squares = 0;
    for (int d = 0; d < row.length; d++) {
      double difference = row[d] - (double) centroid[d];
      squares += difference * difference;
    }
    return Math.sqrt(squares);
  }
}
