package dev.xdc;

import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.Modality;
import dev.xdc.clip.PerModality;
import dev.xdc.clip.Seeds;
import dev.xdc.feature.FeatureBank;
import dev.xdc.label.Clusterer;
import dev.xdc.label.DeepClustering;
import dev.xdc.label.PseudoLabels;
import dev.xdc.train.HeadWeights;
import dev.xdc.train.TrainingClips;
import dev.xdc.train.XdcConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The clips clustered anew in every round: steps 2 and 3 of the paper's loop.
 *
 * @param setup exchange, algorithm, number of clusters, seed and where features lie
 */
record ClusterLabels(
    XdcTrainerBuilder setup, ClipDataset dataset, TrainingClips clips, XdcConfig config)
    implements LabelSource {

  /**
   * Checks that there is something to cluster.
   *
   * @throws IllegalStateException if the number of clusters is missing
   * @throws IllegalArgumentException if it does not fit the exchange or the clips
   */
  static ClusterLabels of(
      XdcTrainerBuilder setup, ClipDataset dataset, TrainingClips clips, XdcConfig config) {
    int video = setup.videoClusters;
    int audio = setup.audioClusters;
    if (video == 0) {
      throw new IllegalStateException("the number of clusters is missing: call setClusters");
    }
    if (setup.exchanger == DeepClustering.CDC && video != audio) {
      throw new IllegalArgumentException(
          "CDC clusters both modalities together, but clusters are " + video + " and " + audio);
    }
    int training = clips.training(new BitSet()).length;
    if (Math.max(video, audio) > training) {
      throw new IllegalArgumentException(
          Math.max(video, audio)
              + " clusters for "
              + training
              + " training clips: clusters must be at most clips; lower setClusters or add clips");
    }
    return new ClusterLabels(setup, dataset, clips, config);
  }

  @Override
  public List<Modality> streams() {
    return List.of(Modality.values());
  }

  @Override
  public boolean usesFeatures() {
    return true;
  }

  @Override
  public String work() {
    return "train";
  }

  @Override
  public void describe(RunSettings settings) {
    settings
        .put("exchange", setup.exchanger)
        .put("clustering", setup.clustering)
        .put("clusters", setup.videoClusters + ", " + setup.audioClusters);
  }

  @Override
  public void label(TrainingRun run, Features features) throws IOException {
    PerModality<FeatureBank> banks = features.extract();
    run.startClustering();
    BitSet missing = missing(banks);
    RoundClusterer clusterer = clusterer(run, missing);
    try (FeatureBank video = banks.video();
        FeatureBank audio = banks.audio()) {
      PerModality<PseudoLabels> labels =
          setup.exchanger.exchange(new PerModality<>(video, audio), clusterer);
      PerModality<List<HeadWeights>> heads =
          FirstHeads.of(config, run.round(), banks, labels, clips.training(missing));
      run.label(
          new Labelled(labels, heads, missing, clusterer.metrics(), clusterer.fittedItems()),
          clusterer.clusters());
    } catch (UncheckedIOException e) {
      throw Objects.requireNonNull(e.getCause());
    }
  }

  private static BitSet missing(PerModality<FeatureBank> banks) {
    BitSet missing = banks.video().missing();
    missing.or(banks.audio().missing());
    return missing;
  }

  private RoundClusterer clusterer(TrainingRun run, BitSet missing) {
    return new RoundClusterer(
        setup.clustering,
        config.featureTransform(),
        setup.scratch(),
        Map.of(
            Clusterer.Source.VIDEO, setup.videoClusters,
            Clusterer.Source.AUDIO, setup.audioClusters,
            Clusterer.Source.JOINT, setup.videoClusters),
        Seeds.stream(setup.seed, "round", run.round()),
        clips.training(missing),
        ClusteredItems.labels(run.clusters()),
        RoundClusterer.truth(dataset, clips),
        run.clock());
  }

  @Override
  public String toString() {
    return "ClusterLabels[" + setup.exchanger + "]";
  }
}
