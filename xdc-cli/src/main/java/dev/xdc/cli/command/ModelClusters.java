package dev.xdc.cli.command;

import dev.xdc.AssignedItems;
import dev.xdc.ClusterFitting;
import dev.xdc.ClusterModel;
import dev.xdc.FeatureClusters;
import dev.xdc.XdcModel;
import dev.xdc.cli.output.ProgressOutput;
import dev.xdc.clip.Modality;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.feature.FeatureBank;
import dev.xdc.suite.run.TaskTimer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The clusterings of a model, and which cluster each of some videos is in.
 *
 * @param folder of the model
 */
record ModelClusters(Path folder, XdcModel model, MediaDataset videos, ProgressOutput progress) {

  /** Returns whether the model keeps a clustering of {@code modality}. */
  boolean keeps(Modality modality) {
    return keeps(model, modality);
  }

  private static boolean keeps(XdcModel model, Modality modality) {
    return model.clusters().map(kept -> kept.has(modality)).orElse(false);
  }

  /**
   * Checks that the model keeps a clustering.
   *
   * @throws IllegalArgumentException if it keeps none; names the command that makes one
   */
  static void require(Path folder, XdcModel model, Modality modality) {
    if (!keeps(model, modality)) {
      throw new IllegalArgumentException(
          folder
              + " holds no "
              + modality
              + " clustering: make one with xdc clusters --model "
              + folder
              + " --data VIDEOS --save");
    }
  }

  /** Assigns the videos to the clustering that the model keeps. */
  AssignedItems assign(Modality modality) throws IOException {
    require(folder, model, modality);
    int clips = model.clusters().orElseThrow().of(modality).clips().clipsPerVideo();
    return model.assign(videos, modality, progress(modality, clips));
  }

  /** Clusters the features of the videos and assigns these. */
  AssignedItems fit(Modality modality, ClusterFitting fitting) throws IOException {
    IntConsumer shown = progress(modality, fitting.clips().clipsPerVideo());
    try (FeatureBank rows = model.items(videos, modality, fitting.clips(), shown)) {
      FeatureClusters made = fitting.fit(model.encoder(modality), rows);
      return AssignedItems.of(made, videos, rows);
    }
  }

  /** Keeps clusterings in the folder of the model, beside those of other modalities. */
  void save(List<AssignedItems> made) throws IOException {
    Optional<ClusterModel> before = model.clusters();
    @Nullable ClusterModel all = before.orElse(null);
    for (AssignedItems items : made) {
      FeatureClusters one = items.clustering();
      all = all == null ? new ClusterModel(List.of(one)) : all.with(one);
    }
    if (all != null) {
      all.save(folder);
    }
  }

  /** Returns what shows how many clips' features are made. */
  IntConsumer progress(Modality modality, int clipsPerVideo) {
    TaskTimer timer = new TaskTimer();
    long planned = (long) videos.size() * clipsPerVideo;
    return done ->
        progress.update(modality + " features", done, planned, timer.secondsLeft(done, planned));
  }
}
