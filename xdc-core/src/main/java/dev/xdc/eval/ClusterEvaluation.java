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
 * @param protocol its training clips are those of a video whose mean feature is clustered, its seed
 *     is that of the clustering
 */
public record ClusterEvaluation(
    int k, FeatureTransform transform, ClusteringStrategy clustering, EvalProtocol protocol) {

  private static final Logger LOGGER = LoggerFactory.getLogger(ClusterEvaluation.class);

  /** Checks K. */
  public ClusterEvaluation {
    if (k < 1) {
      throw new IllegalArgumentException("k is " + k + ", must be at least 1");
    }
  }

  /**
   * Reports on the features of an encoder, see {@link #run(EmbeddingSource, ClipDataset, int, int,
   * IntConsumer)}.
   */
  public ClusterReport run(
      Encoder encoder, ClipDataset dataset, int top, int nearest, IntConsumer progress)
      throws IOException {
    return run(EmbeddingSource.of(encoder), dataset, top, nearest, progress);
  }

  /**
   * Extracts, clusters and reports; labels are read for the report only.
   *
   * @param top labels listed of each cluster, at least 0
   * @param nearest videos listed of each cluster, at least 0
   * @param progress receives the clips whose features are made
   * @throws IllegalArgumentException if there are fewer videos than clusters
   */
  public ClusterReport run(
      EmbeddingSource source, ClipDataset dataset, int top, int nearest, IntConsumer progress)
      throws IOException {
    ClipFeatures features =
        source
            .embed(dataset, new BitSet(), protocol.trainClips(), protocol.batchSize(), progress)
            .videoMeans();
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
      ClusterAssignment clusters = clustering.cluster(prepared, k, protocol.seed());
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
