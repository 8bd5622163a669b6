package dev.xdc.suite.cost;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xdc.Preset;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.Modality;
import dev.xdc.clip.Seeds;
import dev.xdc.cluster.ClusteringStrategy;
import dev.xdc.engine.TorchEngine;
import dev.xdc.feature.FeatureBank;
import dev.xdc.feature.FeatureExtractor;
import dev.xdc.feature.FeatureRows;
import dev.xdc.feature.FeatureStorage;
import dev.xdc.feature.FeatureTransform;
import dev.xdc.suite.run.SharedBatch;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * What clustering takes beside the passes of the encoders, measured on a part and multiplied.
 * Made-up features have no clusters, so that k-means needs as many iterations as it may.
 */
record ClusteringCost(
    Preset preset, ClusteringStrategy clustering, SharedBatch devices, long seed) {

  /** Rows that are clustered, unless there are fewer, or more clusters. */
  private static final int ROWS = 8192;

  /** Clips whose hand-crafted features are made. */
  private static final int CLIPS = 16;

  /** Returns the seconds of transform and clusters of {@code rows} features of a width. */
  double clusteringSeconds(int rows, int width) throws IOException {
    int some = Math.min(rows, Math.max(ROWS, 2 * preset.clusters()));
    SplittableRandom random = new SplittableRandom(Seeds.stream(seed, "dry run"));
    float[] values = new float[some * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    try (NDManager base = TorchEngine.newManager();
        NDManager manager = base.newSubManager(devices.first());
        NDArray matrix = manager.create(values, new Shape(some, width))) {
      FeatureRows features = FeatureRows.of(matrix);
      long start = System.nanoTime();
      FeatureTransform.Fitted learned = preset.config().featureTransform().fit(features);
      try (FeatureBank stored = FeatureStorage.temporary().store(learned.apply(features))) {
        clustering.cluster(stored, preset.clusters(), seed);
      }
      return (System.nanoTime() - start) * 1e-9 * rows / some;
    }
  }

  /** Returns the seconds of hand-crafted features of {@code count} clips. */
  double handCraftedSeconds(ClipDataset clips, Modality modality, long count) throws IOException {
    int some = Math.min(CLIPS, clips.size());
    List<ClipRequest> requests = IntStream.range(0, some).mapToObj(ClipRequest::centre).toList();
    long start = System.nanoTime();
    try (NDManager base = TorchEngine.newManager();
        NDManager manager = base.newSubManager(devices.first());
        FeatureBank bank =
            new FeatureExtractor(clips, some)
                .describe(manager, modality, requests, 1, done -> {})) {
      return (System.nanoTime() - start) * 1e-9 * count / bank.rows();
    }
  }
}
