package dev.xdc;

import ai.djl.Device;
import dev.xdc.checkpoint.CheckpointPolicy;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipSubset;
import dev.xdc.clip.Modality;
import dev.xdc.clip.PerModality;
import dev.xdc.clip.Seeds;
import dev.xdc.cluster.ClusteringStrategy;
import dev.xdc.cluster.KMeans;
import dev.xdc.encoder.BatchStatistics;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.Precision;
import dev.xdc.eval.EvalProtocol;
import dev.xdc.eval.HeadTest;
import dev.xdc.feature.FeatureStorage;
import dev.xdc.label.DeepClustering;
import dev.xdc.label.LabelExchanger;
import dev.xdc.train.StreamTraining;
import dev.xdc.train.TrainingClips;
import dev.xdc.train.XdcConfig;
import dev.xdc.train.XdcListener;
import dev.xdc.weights.EncoderWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Sets up a trainer. Required: data set, both encoders and the number of clusters. Defaults: {@link
 * DeepClustering#XDC}, {@link KMeans} with 20 iterations, {@link XdcConfig#kinetics()}, the
 * engine's default device (a GPU if there is one), seed 0, no output folder, no listeners.
 */
public final class XdcTrainerBuilder {
  private @Nullable ClipDataset dataset;
  private @Nullable Encoder first;
  private @Nullable Encoder second;
  private @Nullable Path finishedRun;
  private @Nullable EvalProtocol supervised;
  private @Nullable ClipDataset test;
  int videoClusters;
  int audioClusters;
  LabelExchanger exchanger = DeepClustering.XDC;
  ClusteringStrategy clustering = KMeans.standard();
  private XdcConfig config = XdcConfig.kinetics();
  private final Placement placement = new Placement();
  long seed;
  @Nullable Path outputDir;
  CheckpointPolicy checkpoints = CheckpointPolicy.standard();
  boolean changedSettings;
  int divergenceRetries;
  double divergenceFactor = 1;
  int readOutSteps = StreamTraining.READ_OUT_STEPS;
  private long featureMemory = FeatureStorage.DEFAULT_MEMORY_BYTES;
  final List<XdcListener> listeners = new ArrayList<>();

  /** Encoders that came with weights. */
  private final Set<Encoder> weighted = Collections.newSetFromMap(new IdentityHashMap<>());

  XdcTrainerBuilder() {}

  /**
   * Sets the clips to learn from; they stay the caller's. Labels are used for the report only,
   * unless {@link #setSupervised} is called.
   */
  public XdcTrainerBuilder setDataset(ClipDataset dataset) {
    this.dataset = dataset;
    return this;
  }

  /** Sets the video encoder; one with weights keeps them, and the run goes on only with them. */
  public XdcTrainerBuilder setVideoEncoder(Encoder encoder) {
    requireModality(encoder, Modality.VIDEO);
    this.first = encoder;
    return this;
  }

  /** Sets the audio encoder; one with weights keeps them, and the run goes on only with them. */
  public XdcTrainerBuilder setAudioEncoder(Encoder encoder) {
    requireModality(encoder, Modality.AUDIO);
    this.second = encoder;
    return this;
  }

  /**
   * Sets two encoders of one modality that supervise each other: the control experiment that shows
   * whether it is the other modality that helps. The model holds the first one; reports call them
   * video and audio all the same.
   */
  public XdcTrainerBuilder setSameModality(Encoder first, Encoder second) {
    requireModality(second, first.modality());
    this.first = first;
    this.second = second;
    return this;
  }

  /**
   * Trains the video encoder alone, once more on the last clustering of a finished run (paper §6:
   * with 32-frame clips), instead of clustering anew. It needs {@link #setDataset} with the videos
   * of that run, cut into other clips, {@link #setVideoEncoder}, {@link #optSeed} as in that run,
   * and {@link XdcConfig#longClips()} of its settings: so each item has its label, and the held-out
   * ones are the same. What the encoder learned from then it learns from again: in XDC the audio
   * clusters, in SDC its own, in MDC both, in CDC the joint ones.
   *
   * <p>An encoder without weights starts from those the run came to (the paper says "re-train"
   * only; the network takes clips of any length).
   *
   * @param run the output folder of the run, which is only read
   */
  public XdcTrainerBuilder setFinishedRun(Path run) {
    this.finishedRun = run;
    return this;
  }

  /**
   * Trains on the labels or tags of the data set in place of clusters: supervised training, the
   * paper's rows "Superv" (Tables 1, 3, 5 and 9). One label for each video is learned by
   * cross-entropy, tags by binary cross-entropy, the mean over classes. It needs {@link
   * #setDataset} with either, at least one encoder, and {@link #optConfig} with {@link
   * XdcConfig#supervised} of its plan. {@link #setClusters}, {@link #optExchanger} and {@link
   * #optClustering} have no meaning then.
   *
   * <p>Afterwards encoder and head are tested on {@link #optTestSet}, or on the held-out videos if
   * there are some; see {@link dev.xdc.train.RoundMetrics.StreamMetrics#heldOut}.
   *
   * @param protocol how: its test clips of each video, averaged as it says
   */
  public XdcTrainerBuilder setSupervised(EvalProtocol protocol) {
    this.supervised = protocol;
    return this;
  }

  /**
   * Sets the videos that {@link #setSupervised supervised} encoders are tested on, which has no
   * influence on them; default none. They stay the caller's and have the classes of the training
   * set.
   */
  public XdcTrainerBuilder optTestSet(ClipDataset test) {
    this.test = test;
    return this;
  }

  private static void requireModality(Encoder encoder, Modality modality) {
    if (encoder.modality() != modality) {
      throw new IllegalArgumentException(
          "the encoder reads " + encoder.modality() + ", must read " + modality);
    }
  }

  /** Sets K, the number of clusters, for both modalities (paper, Table 2: 64 to 1024). */
  public XdcTrainerBuilder setClusters(int k) {
    return setClusters(k, k);
  }

  /** Sets K for each modality; CDC, which clusters both together, needs them equal. */
  public XdcTrainerBuilder setClusters(int video, int audio) {
    if (video < 2 || audio < 2) {
      throw new IllegalArgumentException(
          "clusters are " + video + " and " + audio + ", must be at least 2");
    }
    this.videoClusters = video;
    this.audioClusters = audio;
    return this;
  }

  /** Sets who learns from whose clusters; default {@link DeepClustering#XDC}. */
  public XdcTrainerBuilder optExchanger(LabelExchanger exchanger) {
    this.exchanger = exchanger;
    return this;
  }

  /** Sets the clustering algorithm; default {@link KMeans#standard()}. */
  public XdcTrainerBuilder optClustering(ClusteringStrategy clustering) {
    this.clustering = clustering;
    return this;
  }

  /** Sets the training settings; default {@link XdcConfig#kinetics()}. */
  public XdcTrainerBuilder optConfig(XdcConfig config) {
    this.config = config;
    return this;
  }

  /** Sets where everything is computed; default the engine's. */
  public XdcTrainerBuilder optDevice(Device device) {
    return optDevices(List.of(device));
  }

  /**
   * Sets several devices of this machine that share every batch; default one, see {@link
   * #optDevice}. Weights, heads and update live on the first one; see {@link Encoder#optDevices}.
   *
   * @throws IllegalArgumentException if there are none
   */
  public XdcTrainerBuilder optDevices(List<Device> devices) {
    placement.setDevices(devices);
    return this;
  }

  /**
   * Sets of which clips batch norm takes its statistics when several devices share a batch; default
   * what the encoders were set to, {@link BatchStatistics#JOINT} unless changed.
   */
  public XdcTrainerBuilder optBatchStatistics(BatchStatistics statistics) {
    placement.setStatistics(statistics);
    return this;
  }

  /**
   * Sets what both encoders compute with; default what they were set to, {@link Precision#FLOAT32}
   * unless changed. A device that does not gain from BFLOAT16 is named in a warning.
   */
  public XdcTrainerBuilder optPrecision(Precision precision) {
    placement.setPrecision(precision);
    return this;
  }

  /** Sets what every random choice is derived from; default 0. */
  public XdcTrainerBuilder optSeed(long seed) {
    this.seed = seed;
    return this;
  }

  /**
   * Sets the run folder for checkpoints and {@code metrics.jsonl}; default none. It is made if
   * missing.
   */
  public XdcTrainerBuilder optOutputDir(Path outputDir) {
    this.outputDir = outputDir;
    return this;
  }

  /** Sets when the run is saved; default {@link CheckpointPolicy#standard()}. */
  public XdcTrainerBuilder optCheckpoints(CheckpointPolicy policy) {
    this.checkpoints = policy;
    return this;
  }

  /**
   * Sets whether a run that goes on may do so with changed rounds, schedules, optimizer, rate
   * scale, patience, head deviation, warm-up and precision, and, from its next clustering on, with
   * other first weights of heads, feature transform, clustering, number of clusters and exchange;
   * default false. All else is refused in any case: it would not fit what is saved.
   */
  public XdcTrainerBuilder optChangedSettings(boolean allow) {
    this.changedSettings = allow;
    return this;
  }

  /**
   * Sets what follows when the loss is no longer finite: the run goes back to its last checkpoint
   * and on with all learning rates scaled. Default none: it ends with an exception. Needs an output
   * folder.
   *
   * @param retries how often in one run, at least 0
   * @param factor on the learning rate each time, in (0, 1)
   */
  public XdcTrainerBuilder optDivergenceRetries(int retries, double factor) {
    if (retries < 0 || !(factor > 0 && factor < 1)) {
      throw new IllegalArgumentException(
          "divergence retries are "
              + retries
              + " with factor "
              + factor
              + ", must be at least 0 with a factor in (0, 1)");
    }
    this.divergenceRetries = retries;
    this.divergenceFactor = factor;
    return this;
  }

  /**
   * Sets up to how many bytes (4 N D) the features of a modality lie in memory; larger ones are
   * mapped from {@code features/video.npy} and {@code features/audio.npy} in the run folder, or
   * from temporary files without one. Changes memory and speed, not the result; default {@link
   * FeatureStorage#DEFAULT_MEMORY_BYTES}.
   *
   * @throws IllegalArgumentException if negative
   */
  public XdcTrainerBuilder optFeatureMemory(long bytes) {
    this.featureMemory = FeatureStorage.temporary().withMemoryBytes(bytes).memoryBytes();
    return this;
  }

  /**
   * Sets after how many steps their losses are read; default {@value
   * StreamTraining#READ_OUT_STEPS}. A GPU computes ahead in between, the CPU does not care. Changes
   * speed, not the result: losses are read before whatever tells or keeps them. A loss that is not
   * finite is found at the next reading, and its own step is named.
   *
   * @throws IllegalArgumentException if less than 1
   */
  public XdcTrainerBuilder optReadOutSteps(int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException(
          "readOutSteps is " + steps + ", must be at least 1 (1: after every step)");
    }
    this.readOutSteps = steps;
    return this;
  }

  /**
   * Adds a listener; called in the order added. What it throws is logged and does not end the run;
   * to end it, call {@link XdcTrainer#requestStop()}.
   */
  public XdcTrainerBuilder addListener(XdcListener listener) {
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
    TrainingClips clips = new TrainingClips(data.size(), config, seed);
    LabelSource labels = labels(data, clips);
    Encoder one = labels.streams().contains(Modality.VIDEO) ? first : second;
    Encoder video = require(one, "setVideoEncoder");
    Encoder audio = labels.streams().size() == 1 ? video : require(second, "setAudioEncoder");
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
    } else if (divergenceRetries > 0) {
      throw new IllegalStateException(
          "to go back after a divergence needs checkpoints: call optOutputDir");
    }
    List<Encoder> both = List.of(video, audio);
    placement.applyTo(both);
    Device where = placement.home();
    both.stream().filter(Encoder::isInitialized).forEach(weighted::add);
    video.initialize(where, Seeds.stream(seed, "weights", labels.streams().get(0).ordinal()));
    if (labels instanceof LastClustering last && !weighted.contains(video)) {
      EncoderWeights.load(video, last.weights());
      weighted.add(video);
    }
    audio.initialize(where, Seeds.stream(seed, "weights", 1));
    return new XdcTrainer(this, data, new PerModality<>(video, audio), clips, labels, config);
  }

  private LabelSource labels(ClipDataset data, TrainingClips clips) throws IOException {
    if (finishedRun != null) {
      return finishedRun(data, finishedRun);
    } else if (supervised != null) {
      return trueLabels(data, clips, supervised);
    }
    require(first, "setVideoEncoder");
    require(second, "setAudioEncoder");
    if (test != null) {
      throw new IllegalStateException("optTestSet tests supervised encoders: call setSupervised");
    }
    return ClusterLabels.of(this, data, clips, config);
  }

  private LastClustering finishedRun(ClipDataset data, Path run) throws IOException {
    if (second != null || videoClusters > 0) {
      throw new IllegalStateException(
          "setFinishedRun trains the video encoder on the labels of a run: leave out setAudioEncoder,"
              + " setSameModality and setClusters");
    }
    if (supervised != null) {
      throw new IllegalStateException("setFinishedRun and setSupervised exclude each other");
    }
    LastClustering last = LastClustering.of(run);
    last.check(data, config, seed);
    return last;
  }

  private TrueLabels trueLabels(ClipDataset data, TrainingClips clips, EvalProtocol protocol) {
    List<Modality> streams =
        Stream.of(first, second).filter(Objects::nonNull).map(Encoder::modality).toList();
    if (streams.isEmpty()) {
      throw new IllegalStateException(
          "a required setting is missing: call setVideoEncoder or setAudioEncoder");
    }
    if (streams.size() > streams.stream().distinct().count()) {
      throw new IllegalStateException(
          "two encoders of one modality learn the same from given labels: leave out setSameModality");
    }
    TrueLabels.check(data, config);
    int[] held = clips.validation(new BitSet());
    HeadTest judge = null;
    if (test != null) {
      judge = new HeadTest("test", test, protocol);
      judge.requireLike(data);
    } else if (held.length > 0) {
      judge = new HeadTest("held-out", new ClipSubset(data, held), protocol);
    }
    return TrueLabels.of(data, streams, clips.training(new BitSet()).length, judge);
  }

  /** Where the features {@code name} of a round lie; they stay until the next. */
  FeatureStorage storage(String name) {
    return new FeatureStorage(featureFile(name), true, featureMemory);
  }

  /** Where features lie for as long as they are clustered. */
  FeatureStorage scratch() {
    return new FeatureStorage(featureFile("transformed"), false, featureMemory);
  }

  private @Nullable Path featureFile(String name) {
    return outputDir == null ? null : outputDir.resolve("features").resolve(name + ".npy");
  }

  /** Everything that decides the result, to be kept with it. */
  RunSettings settings(
      LabelSource labels, PerModality<Encoder> encoders, ClipDataset data, XdcConfig config) {
    RunSettings settings = new RunSettings();
    List<Precision> precisions = new ArrayList<>();
    for (Modality stream : labels.streams()) {
      Encoder encoder = encoders.get(stream);
      settings.put(stream + " encoder", encoder);
      precisions.add(encoder.precision());
      int parts = encoder.devices().size();
      if (parts > 1 && encoder.batchStatistics() != BatchStatistics.JOINT) {
        settings.put("batch statistics", encoder.batchStatistics() + " of " + parts);
      }
      if (weighted.contains(encoder)) {
        settings.put("first " + stream + " weights", EncoderWeights.fingerprint(encoder));
      }
    }
    labels.describe(settings);
    return settings
        .put("config", config)
        .put("seed", seed)
        .put("clip", data.spec())
        .put("videos", data.size())
        .put("data", data.fingerprint())
        .put(
            "precision",
            precisions.stream().map(Precision::toString).collect(Collectors.joining(", ")));
  }

  private static <T> T require(@Nullable T value, String setter) {
    if (value == null) {
      throw new IllegalStateException("a required setting is missing: call " + setter);
    }
    return value;
  }
}
