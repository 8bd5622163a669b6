package dev.xdc;

import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.PerModality;
import dev.xdc.cluster.ClusterCount;
import dev.xdc.feature.FeatureBank;
import dev.xdc.label.PseudoLabels;
import dev.xdc.train.HeadWeights;
import dev.xdc.train.TrainingClips;
import dev.xdc.train.XdcConfig;
import dev.xdc.work.RoundWork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clips clustered anew in every round: steps 1 to 3 of the paper's loop.
 *
 * @param streams the two whose features are clustered
 * @param storage where features lie
 * @param seed of the run
 */
record ClusterLabels(
    Clustering clustering,
    ClipDataset dataset,
    List<Stream> streams,
    TrainingClips clips,
    XdcConfig config,
    RunStorage storage,
    long seed)
    implements LabelSource {
  private static final Logger LOGGER = LoggerFactory.getLogger(ClusterLabels.class);

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
        .put("exchange", clustering.exchanger())
        .put("clustering", clustering.strategy())
        .put("clusters", clustering.first() + ", " + clustering.second());
  }

  @Override
  public void warn() {
    ClusterCount.warning(
            Math.max(clustering.first(), clustering.second()),
            clips.training(new BitSet()).length,
            "clips to train on")
        .ifPresent(LOGGER::warn);
  }

  @Override
  public void label(TrainingRun run, RoundWork work) throws IOException {
    try (FeatureBank first = features(run, work, streams.get(0));
        FeatureBank second = features(run, work, streams.get(1))) {
      run.startClustering();
      BitSet missing = first.missing();
      missing.or(second.missing());
      PerModality<FeatureBank> features = new PerModality<>(first, second);
      RoundClusterer clusterer = new RoundClusterer(this, run, work, clips.training(missing));
      PerModality<PseudoLabels> labels = clustering.exchanger().exchange(features, clusterer);
      PerModality<List<HeadWeights>> heads =
          FirstHeads.of(config, run.round(), features, labels, clips.training(missing));
      run.label(
          new Labelled(labels, heads, missing, clusterer.metrics(), clusterer.fittedItems()),
          clusterer.clusters());
    } catch (UncheckedIOException e) {
      throw Objects.requireNonNull(e.getCause());
    }
  }

  /**
   * {@inheritDoc} A failure costs the run its clusterings, not its encoders: those can be clustered
   * later, days of training not be repeated.
   */
  @Override
  public @Nullable ClusterModel clusterOnceMore(TrainingRun run, RoundWork work) {
    try {
      return new FinalClustering(this, run, work).make();
    } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
      LOGGER.warn(
          "the model keeps no clustering, as that after the last round failed ({}); xdc clusters"
              + " makes one",
          e.getMessage());
      return null;
    }
  }

  /** Returns the streams whose encoders a model holds: the first of each modality. */
  List<Stream> keptStreams() {
    boolean same = streams.get(0).modality() == streams.get(1).modality();
    return same ? streams.subList(0, 1) : streams;
  }

  private FeatureBank features(TrainingRun run, RoundWork work, Stream stream) throws IOException {
    run.startFeatures(stream);
    return work.features(
        stream.encoder(),
        config.usesHandCraftedFeatures(run.round()),
        storage.features(stream),
        run.clock(),
        done -> run.onFeatures(stream, done));
  }

  @Override
  public String toString() {
    return "ClusterLabels[" + clustering.exchanger() + "]";
  }
}
