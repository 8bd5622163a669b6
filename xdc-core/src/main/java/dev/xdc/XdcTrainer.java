package dev.xdc;

import ai.djl.Device;
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
import dev.xdc.cluster.ClusteringStrategy;
import dev.xdc.cluster.KMeans;
import dev.xdc.encoder.Encoder;
import dev.xdc.engine.TorchEngine;
import dev.xdc.feature.FeatureBank;
import dev.xdc.feature.FeatureExtractor;
import dev.xdc.label.Clusterer;
import dev.xdc.label.DeepClustering;
import dev.xdc.label.LabelExchanger;
import dev.xdc.label.PseudoLabels;
import dev.xdc.report.MetricsJsonl;
import dev.xdc.train.EpochMetrics;
import dev.xdc.train.InitialFeatures;
import dev.xdc.train.StreamLearner;
import dev.xdc.train.StreamTraining;
import dev.xdc.train.TrainingClips;
import dev.xdc.train.XdcConfig;
import dev.xdc.train.XdcListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
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
  private final Builder setup;
  private final XdcConfig config;
  private final ClipDataset dataset;
  private final PerModality<Encoder> encoders;
  private final TrainingClips clips;
  private final RunReporter reporter;
  private final @Nullable CheckpointStore checkpoints;
  private boolean handedOut;

  private XdcTrainer(
      Builder setup,
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

  /** Returns a builder. */
  public static Builder builder() {
    return new Builder();
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

  /**
   * Sets up a trainer. Required: data set, both encoders and the number of clusters. Defaults:
   * {@link DeepClustering#XDC}, {@link KMeans} with 20 iterations, {@link XdcConfig#kinetics()},
   * the engine's default device (a GPU if there is one), seed 0, no output folder, no listeners.
   */
  public static final class Builder {
    private @Nullable ClipDataset dataset;
    private @Nullable Encoder first;
    private @Nullable Encoder second;
    private int videoClusters;
    private int audioClusters;
    private LabelExchanger exchanger = DeepClustering.XDC;
    private ClusteringStrategy clustering = KMeans.standard();
    private XdcConfig config = XdcConfig.kinetics();
    private @Nullable Device device;
    private long seed;
    private @Nullable Path outputDir;
    private final List<XdcListener> listeners = new ArrayList<>();

    private Builder() {}

    /**
     * Sets the clips to learn from; they stay the caller's. Labels are used for the report only.
     */
    public Builder setDataset(ClipDataset dataset) {
      this.dataset = dataset;
      return this;
    }

    /** Sets the video encoder; one with weights keeps them. */
    public Builder setVideoEncoder(Encoder encoder) {
      requireModality(encoder, Modality.VIDEO);
      this.first = encoder;
      return this;
    }

    /** Sets the audio encoder; one with weights keeps them. */
    public Builder setAudioEncoder(Encoder encoder) {
      requireModality(encoder, Modality.AUDIO);
      this.second = encoder;
      return this;
    }

    /**
     * Sets two encoders of one modality that supervise each other: the control experiment that
     * shows whether it is the other modality that helps. The model holds the first one; reports
     * call them video and audio all the same.
     */
    public Builder setSameModality(Encoder first, Encoder second) {
      requireModality(second, first.modality());
      this.first = first;
      this.second = second;
      return this;
    }

    private static void requireModality(Encoder encoder, Modality modality) {
      if (encoder.modality() != modality) {
        throw new IllegalArgumentException(
            "the encoder reads " + encoder.modality() + ", must read " + modality);
      }
    }

    /** Sets K, the number of clusters, for both modalities (paper, Table 2: 64 to 1024). */
    public Builder setClusters(int k) {
      return setClusters(k, k);
    }

    /** Sets K for each modality; CDC, which clusters both together, needs them equal. */
    public Builder setClusters(int video, int audio) {
      if (video < 2 || audio < 2) {
        throw new IllegalArgumentException(
            "clusters are " + video + " and " + audio + ", must be at least 2");
      }
      this.videoClusters = video;
      this.audioClusters = audio;
      return this;
    }

    /** Sets who learns from whose clusters; default {@link DeepClustering#XDC}. */
    public Builder optExchanger(LabelExchanger exchanger) {
      this.exchanger = exchanger;
      return this;
    }

    /** Sets the clustering algorithm; default {@link KMeans#standard()}. */
    public Builder optClustering(ClusteringStrategy clustering) {
      this.clustering = clustering;
      return this;
    }

    /** Sets the training settings; default {@link XdcConfig#kinetics()}. */
    public Builder optConfig(XdcConfig config) {
      this.config = config;
      return this;
    }

    /** Sets where everything is computed; default the engine's. */
    public Builder optDevice(Device device) {
      this.device = device;
      return this;
    }

    /** Sets what every random choice is derived from; default 0. */
    public Builder optSeed(long seed) {
      this.seed = seed;
      return this;
    }

    /**
     * Sets the run folder for checkpoints and {@code metrics.jsonl}; default none. It is made if
     * missing.
     */
    public Builder optOutputDir(Path outputDir) {
      this.outputDir = outputDir;
      return this;
    }

    /** Adds a listener; called in the order added. */
    public Builder addListener(XdcListener listener) {
      listeners.add(listener);
      return this;
    }

    /**
     * Builds the trainer and draws the weights of encoders that have none.
     *
     * @throws IllegalStateException if a required setting is missing; names its setter
     * @throws IllegalArgumentException if the settings do not fit each other or the data
     * @throws IOException if the output folder cannot be made
     */
    public XdcTrainer build() throws IOException {
      ClipDataset data = require(dataset, "setDataset");
      Encoder video = require(first, "setVideoEncoder");
      Encoder audio = require(second, "setAudioEncoder");
      if (videoClusters == 0) {
        throw new IllegalStateException("the number of clusters is missing: call setClusters");
      }
      if (exchanger == DeepClustering.CDC && videoClusters != audioClusters) {
        throw new IllegalArgumentException(
            "CDC clusters both modalities together, but clusters are "
                + videoClusters
                + " and "
                + audioClusters);
      }
      TrainingClips clips = new TrainingClips(data.size(), config, seed);
      int training = clips.training(new BitSet()).length;
      if (Math.max(videoClusters, audioClusters) > training) {
        throw new IllegalArgumentException(
            Math.max(videoClusters, audioClusters)
                + " clusters for "
                + training
                + " training clips: clusters must be at most clips; lower setClusters or add clips");
      }
      for (Encoder encoder : List.of(video, audio)) {
        if (!encoder.clipShape().equals(data.spec().shape(encoder.modality()))) {
          throw new IllegalArgumentException(
              "the "
                  + encoder.modality()
                  + " encoder takes clips of "
                  + encoder.clipShape()
                  + ", the data set gives "
                  + data.spec().shape(encoder.modality()));
        }
      }
      if (outputDir != null) {
        Files.createDirectories(outputDir);
        listeners.add(new MetricsJsonl(outputDir.resolve("metrics.jsonl")));
      }
      Device where = device == null ? TorchEngine.ready().defaultDevice() : device;
      video.initialize(where, Seeds.stream(seed, "weights", 0));
      audio.initialize(where, Seeds.stream(seed, "weights", 1));
      return new XdcTrainer(this, data, new PerModality<>(video, audio), clips, config);
    }

    /** Everything that decides the result, to be kept with it. */
    private Map<String, String> settings(
        PerModality<Encoder> encoders, ClipDataset data, XdcConfig config) {
      Map<String, String> settings = new LinkedHashMap<>();
      settings.put("exchange", exchanger.toString());
      settings.put("clustering", clustering.toString());
      settings.put("clusters", videoClusters + ", " + audioClusters);
      settings.put("config", config.toString());
      settings.put("seed", Long.toString(seed));
      settings.put("clip", data.spec().toString());
      settings.put("videos", Integer.toString(data.size()));
      settings.put("video encoder", encoders.video().toString());
      settings.put("audio encoder", encoders.audio().toString());
      return settings;
    }

    private static <T> T require(@Nullable T value, String setter) {
      if (value == null) {
        throw new IllegalStateException("a required setting is missing: call " + setter);
      }
      return value;
    }
  }
}
