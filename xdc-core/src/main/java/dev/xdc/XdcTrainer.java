package dev.xdc;

import ai.djl.ndarray.NDArray;
import dev.xdc.checkpoint.CheckpointStore;
import dev.xdc.checkpoint.RoundCheckpoint;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.Labels;
import dev.xdc.clip.Modality;
import dev.xdc.clip.PerModality;
import dev.xdc.clip.Seeds;
import dev.xdc.cluster.ClusterAssignment;
import dev.xdc.encoder.Encoder;
import dev.xdc.feature.FeatureBank;
import dev.xdc.feature.FeatureExtractor;
import dev.xdc.label.Clusterer;
import dev.xdc.label.PseudoLabels;
import dev.xdc.train.EpochMetrics;
import dev.xdc.train.InitialFeatures;
import dev.xdc.train.StreamLearner;
import dev.xdc.train.StreamTraining;
import dev.xdc.train.TrainingClips;
import dev.xdc.train.XdcConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Cross-modal deep clustering: trains a video and an audio encoder without labels.
 *
 * <pre>{@code
 * try (XdcTrainer trainer = XdcTrainer.builder()
 *         .setDataset(clips)
 *         .setVideoEncoder(Encoders.r2plus1d18(clips.spec()))
 *         .setAudioEncoder(Encoders.audioResNet18(clips.spec()))
 *         .setClusters(64)
 *         .build();
 *     XdcModel model = trainer.fit()) {
 *   model.save(folder);
 * }
 * }</pre>
 *
 * <p>Used by one thread. With an output folder a run that was interrupted goes on after its last
 * complete round. The encoders are the trainer's until {@link #fit()} hands them out in a model.
 */
public final class XdcTrainer implements AutoCloseable {
  private final XdcTrainerBuilder setup;
  private final XdcConfig config;
  private final ClipDataset dataset;
  private final PerModality<Encoder> encoders;
  private final TrainingClips clips;
  private final RunReporter reporter;
  private final @Nullable CheckpointStore checkpoints;
  private boolean handedOut;

  XdcTrainer(
      XdcTrainerBuilder setup,
      ClipDataset dataset,
      PerModality<Encoder> encoders,
      TrainingClips clips,
      XdcConfig config) {
    this.setup = setup;
    this.config = config;
    this.dataset = dataset;
    this.encoders = encoders;
    this.clips = clips;
    this.checkpoints =
        setup.outputDir == null
            ? null
            : new CheckpointStore(setup.outputDir.resolve("checkpoints"));
    int perEpoch =
        config.clipsPerEpoch() == 0 ? clips.training(new BitSet()).length : config.clipsPerEpoch();
    this.reporter = new RunReporter(setup.listeners, config, clips.featureClips().size(), perEpoch);
  }

  /** Returns a builder; its description lists the defaults. */
  public static XdcTrainerBuilder builder() {
    return new XdcTrainerBuilder();
  }

  /**
   * Runs the loop of the paper: features, clusters, labels, fresh heads, training, and again.
   *
   * @return the trained encoders; the caller closes it
   * @throws IOException if clips cannot be read or the output folder cannot be written
   * @throws IllegalStateException if the output folder holds a run with other settings; lists what
   *     differs
   */
  public XdcModel fit() throws IOException {
    Map<String, String> settings = setup.settings(encoders, dataset, config);
    RoundCheckpoint last = restore(settings);
    for (int round = last.round() + 1; round <= config.rounds(); round++) {
      reporter.startRound(round);
      PerModality<FeatureBank> banks = extractFeatures(round);
      BitSet missing = missing(banks);
      RoundClusterer clusterer = clusterer(round, last, missing);
      PerModality<PseudoLabels> labels = exchangeLabels(banks, clusterer);
      trainEncoders(round, labels, missing);
      reporter.endRound(clusterer.metrics(), clusterer.fittedItems(), missing.cardinality());
      last = save(new RoundCheckpoint(round, settings, clusterer.labels()));
    }
    return model(settings);
  }

  /** Step 1: both encoders, in inference mode, over every clip. */
  private PerModality<FeatureBank> extractFeatures(int round) throws IOException {
    return new PerModality<>(extract(round, Modality.VIDEO), extract(round, Modality.AUDIO));
  }

  private FeatureBank extract(int round, Modality stream) throws IOException {
    FeatureExtractor extractor = new FeatureExtractor(dataset, config.batchSize());
    Encoder encoder = encoders.get(stream);
    List<ClipRequest> requests = clips.featureClips();
    IntConsumer progress = done -> reporter.onFeatures(stream, done);
    return round == 1 && config.initialFeatures() == InitialFeatures.HAND_CRAFTED
        ? extractor.describe(
            encoder.manager(), encoder.modality(), requests, clips.clipsPerItem(), progress)
        : extractor.extract(encoder, requests, clips.clipsPerItem(), progress);
  }

  private static BitSet missing(PerModality<FeatureBank> banks) {
    BitSet missing = banks.video().missing();
    missing.or(banks.audio().missing());
    return missing;
  }

  /** Steps 2 and 3: clusters, and who learns from whose. */
  private PerModality<PseudoLabels> exchangeLabels(
      PerModality<FeatureBank> banks, Clusterer clusterer) {
    reporter.startClustering();
    try (FeatureBank video = banks.video();
        FeatureBank audio = banks.audio()) {
      return setup.exchanger.exchange(
          new PerModality<NDArray>(video.values(), audio.values()), clusterer);
    }
  }

  /** Steps 4 and 5: fresh heads, then each encoder learns its labels. */
  private void trainEncoders(int round, PerModality<PseudoLabels> labels, BitSet missing)
      throws IOException {
    reporter.startTraining();
    for (Modality stream : Modality.values()) {
      Encoder encoder = encoders.get(stream);
      List<ClusterAssignment> heads = labels.get(stream).heads();
      List<Integer> classes = heads.stream().map(ClusterAssignment::k).toList();
      long seed = Seeds.stream(setup.seed, "train " + stream, round);
      StreamTraining training =
          new StreamTraining(
              dataset, encoder.modality(), clips, config.plan(round), reporter.watching(stream));
      try (StreamLearner learner =
          new StreamLearner(encoder, classes, config.sgd(), config.headDeviation(), seed)) {
        List<int[]> targets = heads.stream().map(ClusterAssignment::labels).toList();
        List<EpochMetrics> epochs =
            training.train(learner, targets, missing, seed, round, stream.toString());
        reporter.endStream(stream, classes, epochs);
      }
    }
  }

  private RoundClusterer clusterer(int round, RoundCheckpoint last, BitSet missing) {
    return new RoundClusterer(
        setup.clustering,
        config.featureTransform(),
        Map.of(
            Clusterer.Source.VIDEO, setup.videoClusters,
            Clusterer.Source.AUDIO, setup.audioClusters,
            Clusterer.Source.JOINT, setup.videoClusters),
        Seeds.stream(setup.seed, "round", round),
        clips.training(missing),
        last.labels(),
        truth());
  }

  /** The true class of each item, for the report; null without labels. */
  private int @Nullable [] truth() {
    Labels labels = dataset.labels().orElse(null);
    if (labels == null) {
      return null;
    }
    int[] truth = new int[clips.size()];
    for (int item = 0; item < truth.length; item++) {
      truth[item] = labels.classes()[clips.video(item)];
    }
    return truth;
  }

  private RoundCheckpoint restore(Map<String, String> settings) throws IOException {
    RoundCheckpoint nothing = new RoundCheckpoint(0, settings, List.of());
    if (checkpoints == null) {
      return nothing;
    }
    Optional<RoundCheckpoint> newest = checkpoints.newest();
    if (newest.isPresent()) {
      List<String> differences = new ArrayList<>();
      newest
          .get()
          .settings()
          .forEach(
              (name, value) -> {
                if (!value.equals(settings.get(name))) {
                  differences.add(name + " was " + value + ", now " + settings.get(name));
                }
              });
      if (!differences.isEmpty()) {
        throw new IllegalStateException(
            setup.outputDir
                + " holds a run with other settings ("
                + String.join("; ", differences)
                + "): choose another folder, or the same settings to go on");
      }
    }
    return checkpoints.restore(encoders).orElse(nothing);
  }

  private RoundCheckpoint save(RoundCheckpoint state) throws IOException {
    if (checkpoints != null) {
      checkpoints.save(state, encoders);
    }
    return state;
  }

  private XdcModel model(Map<String, String> settings) {
    boolean sameModality = encoders.video().modality() == encoders.audio().modality();
    handedOut = true;
    if (sameModality) {
      encoders.audio().close(); // a model has one encoder per modality: the first one stays
      return new XdcModel(dataset.spec(), List.of(encoders.video()), settings);
    }
    return new XdcModel(dataset.spec(), List.of(encoders.video(), encoders.audio()), settings);
  }

  /** Frees the encoders unless a model holds them now. */
  @Override
  public void close() {
    if (!handedOut) {
      encoders.forEach((stream, encoder) -> encoder.close());
    }
  }

  @Override
  public String toString() {
    return "XdcTrainer["
        + setup.exchanger
        + ", "
        + encoders.video()
        + ", "
        + encoders.audio()
        + "]";
  }
}
