package dev.xdc.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.Labels;
import dev.xdc.cluster.ClusterAssignment;
import dev.xdc.cluster.ClusterCount;
import dev.xdc.cluster.ClusteringStrategy;
import dev.xdc.cluster.KMeans;
import dev.xdc.encoder.Encoder;
import dev.xdc.feature.FeatureTransform;
import dev.xdc.feature.JavaRows;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clusters videos by what an encoder makes of them and reports what the clusters hold: with k and
 * transform of a run, the clustering of the round after its last, had there been one. What it did
 * cluster last is in its {@code RunClusters}.
 *
 * @param k number of clusters
 * @param transform what is done to features before they are clustered
 * @param clustering the algorithm; the default of a run is {@link KMeans#standard()}
 * @param clipsPerVideo clips of a video whose mean feature is clustered
 * @param batchSize clips per pass through the encoder; does not change the result
 * @param seed of the clustering
 * @param top labels listed of each cluster
 * @param nearest videos listed of each cluster
 */
public record ClusterEvaluation(
    int k,
    FeatureTransform transform,
    ClusteringStrategy clustering,
    int clipsPerVideo,
    int batchSize,
    long seed,
    int top,
    int nearest) {

  private static final Logger LOGGER = LoggerFactory.getLogger(ClusterEvaluation.class);

  /** Checks the counts. */
  public ClusterEvaluation {
    if (k < 1 || clipsPerVideo < 1 || batchSize < 1 || top < 0 || nearest < 0) {
      throw new IllegalArgumentException(
          "k, clipsPerVideo and batchSize are "
              + k
              + ", "
              + clipsPerVideo
              + " and "
              + batchSize
              + ", must be at least 1; top and nearest are "
              + top
              + " and "
              + nearest
              + ", must be at least 0");
    }
  }

  /** Reports on the features of an encoder. */
  public ClusterReport run(Encoder encoder, ClipDataset dataset, IntConsumer progress)
      throws IOException {
    return run(EmbeddingSource.of(encoder), dataset, progress);
  }

  /**
   * Extracts, clusters and reports; labels are read for the report only.
   *
   * @param progress receives the clips whose features are made
   * @throws IllegalArgumentException if there are fewer videos than clusters
   */
  public ClusterReport run(EmbeddingSource source, ClipDataset dataset, IntConsumer progress)
      throws IOException {
    ClipFeatures features =
        source.embed(dataset, new BitSet(), clipsPerVideo, batchSize, progress).videoMeans();
    int[] videos = features.videos();
    if (videos.length < k) {
      throw new IllegalArgumentException(
          "k is " + k + ", must be at most the number of videos, " + videos.length);
    }
    ClusterCount.warning(k, videos.length, "videos").ifPresent(LOGGER::warn);
    List<String> ids = Arrays.stream(videos).mapToObj(dataset::id).toList();
    Optional<Labels> labels =
        dataset
            .labels()
            .map(
                all ->
                    new Labels(
                        Arrays.stream(videos).map(v -> all.classes()[v]).toArray(), all.names()));
    try (NDManager scratch = source.newManager()) {
      NDArray rows = scratch.create(features.rows());
      NDArray prepared = transform.fit(rows).apply(rows);
      ClusterAssignment clusters = clustering.cluster(prepared, k, seed);
      float[][] clustered = JavaRows.of(clustering.comparison().fit(prepared).apply(prepared));
      ClusterReport.Items items = new ClusterReport.Items(ids, labels, unread(dataset, videos));
      return ClusterReport.of(clusters, clustered, items, top, nearest);
    }
  }

  private static List<String> unread(ClipDataset dataset, int[] videos) {
    BitSet read = new BitSet();
    for (int video : videos) {
      read.set(video);
    }
    return IntStream.range(0, dataset.size())
        .filter(video -> !read.get(video))
        .mapToObj(dataset::id)
        .toList();
  }
}
