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
 * @param videos number of videos with a cluster
 * @param scores agreement with the labels; null without labels
 * @param clusters those that are not empty, by rank
 * @param assignments the cluster of each video
 * @param missing ids of the videos without a cluster, as they could not be read
 */
public record ClusterReport(
    int k,
    int videos,
    @Nullable ClusterScores scores,
    List<Cluster> clusters,
    List<Assignment> assignments,
    List<String> missing) {

  /**
   * One cluster.
   *
   * @param rank from 1
   * @param number its number in the clustering
   * @param size its number of videos
   * @param purity share of its most frequent label; null without labels
   * @param labels its most frequent labels
   * @param nearest the videos nearest to its centroid, nearest first; none if distances are not
   *     known
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
   * The cluster of a video.
   *
   * @param distance to its centroid, as the clustering compares them; null if it is not known
   */
  public record Assignment(String id, int cluster, @Nullable Double distance) {}

  /**
   * What was clustered.
   *
   * @param ids the name of each row
   * @param labels of each row, if there are any
   * @param missing names of what could not be read and has no row
   */
  public record Items(List<String> ids, Optional<Labels> labels, List<String> missing) {}

  /**
   * Makes the report of a clustering of rows.
   *
   * @param rows the clustered rows as the clustering compares them, see {@link
   *     ClusteringStrategy#comparison}
   * @param top how many labels are listed of a cluster (paper: 3 and 5)
   * @param nearest how many videos (paper: 10)
   */
  public static ClusterReport of(
      ClusterAssignment clusters, float[][] rows, Items items, int top, int nearest) {
    int[] assigned = clusters.labels();
    if (rows.length != assigned.length) {
      throw new IllegalArgumentException(
          "there are " + rows.length + " rows and " + assigned.length + " clustered ones");
    }
    double[] distances = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      distances[i] = distance(rows[i], clusters.centroids()[assigned[i]]);
    }
    return of(clusters.k(), assigned, distances, items, top, nearest);
  }

  /**
   * Makes the report of assignments.
   *
   * @param k number of clusters, empty ones included
   * @param assigned the cluster of each row
   * @param distances of each row to its centroid; null if they are not known
   * @param top how many labels are listed of a cluster (paper: 3 and 5)
   * @param nearest how many videos (paper: 10)
   */
  public static ClusterReport of(
      int k, int[] assigned, double @Nullable [] distances, Items items, int top, int nearest) {
    List<String> ids = items.ids();
    if (ids.size() != assigned.length) {
      throw new IllegalArgumentException(
          "there are " + ids.size() + " ids and " + assigned.length + " clustered rows");
    }
    List<Assignment> assignments = new ArrayList<>();
    List<List<Integer>> members = new ArrayList<>();
    for (int c = 0; c < k; c++) {
      members.add(new ArrayList<>());
    }
    for (int i = 0; i < assigned.length; i++) {
      members.get(assigned[i]).add(i);
      assignments.add(
          new Assignment(ids.get(i), assigned[i], distances == null ? null : distances[i]));
    }
    List<Cluster> found = new ArrayList<>();
    for (int c = 0; c < k; c++) {
      List<Integer> inside = members.get(c);
      if (!inside.isEmpty()) {
        List<Share> shares = items.labels().map(l -> shares(inside, l, top)).orElse(List.of());
        List<Member> near =
            distances == null ? List.of() : nearest(inside, distances, ids, nearest);
        Double purity = shares.isEmpty() ? null : Double.valueOf(shares.get(0).share());
        found.add(new Cluster(0, c, inside.size(), purity, shares, near));
      }
    }
    return new ClusterReport(
        k,
        assigned.length,
        items.labels().map(l -> ClusterScores.of(assigned, l.classes())).orElse(null),
        ranked(found),
        assignments,
        items.missing());
  }

  private static List<Cluster> ranked(List<Cluster> found) {
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
    return ranked;
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
      List<Integer> members, double[] distances, List<String> ids, int nearest) {
    return members.stream()
        .map(i -> new Member(ids.get(i), distances[i]))
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
