package dev.xdc.page;

import dev.xdc.AssignedItems;
import dev.xdc.RunClusters;
import dev.xdc.clip.ClipDataset;
import dev.xdc.eval.ClusterReport;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One clustering of the videos as a page shows it. Items are videos, or clips of them where each
 * clip has a cluster of its own: those of a video side by side.
 *
 * @param source what was clustered: video, audio or joint
 * @param hash of the clustering that a model keeps, by which names are filed; null for the labels
 *     of a run
 * @param origin in words how the clusters came about
 * @param k number of clusters, empty ones included
 * @param itemsPerVideo at least 1
 * @param clusters the cluster of each item, from 0; -1 if it could not be read
 * @param distances of each item to its centroid; NaN if it is not known
 * @param plane the place of each item in the plane of most variance: x and y of item i at 2i and
 *     2i+1, from 0 to 1, NaN if it has none; null without features
 * @param similar for each item others like it, most similar first; null if they are not known
 */
public record ClusterView(
    String source,
    @Nullable String hash,
    String origin,
    int k,
    int itemsPerVideo,
    int[] clusters,
    float[] distances,
    float @Nullable [] plane,
    int @Nullable [][] similar) {

  /** Checks that the arrays belong together. */
  public ClusterView {
    if (distances.length != clusters.length
        || (plane != null && plane.length != 2 * clusters.length)) {
      throw new IllegalArgumentException(
          clusters.length
              + " clusters, "
              + distances.length
              + " distances"
              + (plane == null ? "" : " and " + plane.length + " coordinates"));
    }
    if (similar != null && similar.length != clusters.length) {
      throw new IllegalArgumentException(
          clusters.length + " clusters, but neighbours of " + similar.length + " items");
    }
  }

  /**
   * Returns the view of items that were assigned to a clustering which a model keeps.
   *
   * @param plane see the component; null if the features are not at hand
   * @param similar see the component; null if it is not known
   */
  public static ClusterView of(
      AssignedItems items, float @Nullable [] plane, int @Nullable [][] similar) {
    int[] clusters = IntStream.range(0, items.size()).map(items::cluster).toArray();
    float[] distances = new float[clusters.length];
    for (int i = 0; i < distances.length; i++) {
      distances[i] = items.distance(i);
    }
    return new ClusterView(
        items.clustering().modality().toString(),
        items.clustering().hash(),
        items.clustering().origin(),
        items.clustering().k(),
        items.clustering().clips().itemsPerVideo(),
        clusters,
        distances,
        plane,
        similar);
  }

  /**
   * Returns the views of the labels that a run trained on last.
   *
   * @param videos those of the run
   * @throws IllegalArgumentException if they are others
   */
  public static List<ClusterView> of(RunClusters run, ClipDataset videos) {
    run.check(videos);
    return run.sources().stream().map(source -> of(run, source, videos)).toList();
  }

  private static ClusterView of(RunClusters run, String source, ClipDataset videos) {
    ClusterReport report = run.report(source, videos, 0, 0);
    List<ClusterReport.Assignment> known = report.assignments();
    Set<String> missing = new HashSet<>(report.missing());
    int items = known.size() + report.missing().size();
    int perVideo = Math.max(1, items / videos.size());
    int[] clusters = new int[items];
    float[] distances = new float[items];
    Arrays.fill(distances, Float.NaN);
    int next = 0;
    for (int i = 0; i < items; i++) {
      String id = videos.id(i / perVideo);
      if (missing.contains(perVideo == 1 ? id : id + "#" + (i % perVideo + 1))) {
        clusters[i] = -1;
        continue;
      }
      ClusterReport.Assignment assigned = known.get(next++);
      clusters[i] = assigned.cluster();
      Double distance = assigned.distance();
      distances[i] = distance == null ? Float.NaN : distance.floatValue();
    }
    return new ClusterView(
        source,
        null,
        "labels of round " + run.round() + ": " + run.origin(),
        report.k(),
        perVideo,
        clusters,
        distances,
        null,
        null);
  }

  @Override
  public String toString() {
    return "ClusterView[" + source + ", K = " + k + ", " + clusters.length + " items]";
  }
}
