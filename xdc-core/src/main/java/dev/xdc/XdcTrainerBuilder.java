package dev.xdc;

import ai.djl.Device;
import dev.xdc.checkpoint.CheckpointPolicy;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.Modality;
import dev.xdc.cluster.ClusteringStrategy;
import dev.xdc.cluster.KMeans;
import dev.xdc.encoder.BatchStatistics;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.Precision;
import dev.xdc.eval.EvalProtocol;
import dev.xdc.feature.FeatureStorage;
import dev.xdc.label.DeepClustering;
import dev.xdc.label.LabelExchanger;
import dev.xdc.train.StreamTraining;
import dev.xdc.train.XdcConfig;
import dev.xdc.train.XdcListener;
import dev.xdc.work.Workplace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sets up a trainer. Required: a data set, and either {@link #setPreset} or both encoders and the
 * number of clusters; single settings win over the preset, in whichever order they are called.
 * Other defaults: {@link DeepClustering#XDC}, {@link KMeans} with 20 iterations, {@link
 * XdcConfig#kinetics()}, the engine's default device (a GPU if there is one), seed 0, no output
 * folder, no listeners.
 *
 * <p>Encoders become the trainer's, data sets stay the caller's. Setters refuse what is out of
 * range by an {@link IllegalArgumentException} that names it. {@link #build()} may be called
 * several times; a trainer keeps the settings it was built with. Used by one thread.
 */
public final class XdcTrainerBuilder {
  private final TrainerDraft draft;

  /**
   * Starts with the defaults.
   *
   * @param finishedRun whose last clustering gives the labels; null for a run of its own
   */
  XdcTrainerBuilder(@Nullable Path finishedRun) {
    this.draft = new TrainerDraft(finishedRun);
  }

  /**
   * Sets the clips to learn from; they stay the caller's. Labels are used for the report only,
   * unless {@link #setSupervised} is called.
   */
  public XdcTrainerBuilder setDataset(ClipDataset dataset) {
    draft.dataset = Objects.requireNonNull(dataset, "dataset");
    return this;
  }

  /**
   * Sets encoders, number of clusters and training settings at once; for supervised training and
   * retraining those that the preset has for them. Encoders are made for the clips of the data set.
   */
  public XdcTrainerBuilder setPreset(Preset preset) {
    draft.preset = Objects.requireNonNull(preset, "preset");
    return this;
  }

  /** Sets the video encoder; one with weights keeps them, and the run resumes only with them. */
  public XdcTrainerBuilder setVideoEncoder(Encoder encoder) {
    requireModality(encoder, Modality.VIDEO);
    draft.first = encoder;
    return this;
  }

  /** Sets the audio encoder; one with weights keeps them, and the run resumes only with them. */
  public XdcTrainerBuilder setAudioEncoder(Encoder encoder) {
    requireModality(encoder, Modality.AUDIO);
    draft.second = encoder;
    return this;
  }

  /**
   * Sets two encoders of one modality that supervise each other: the control experiment. The model
   * holds the first one. Reports number them, such as {@code video-1} and {@code video-2}.
   */
  public XdcTrainerBuilder setSameModality(Encoder first, Encoder second) {
    requireModality(second, first.modality());
    draft.first = first;
    draft.second = second;
    return this;
  }

  /**
   * Trains on the labels or tags of the data set in place of clusters: supervised training, the
   * paper's rows "Superv" (Tables 1, 3, 5 and 9). One label for each video is learned by
   * cross-entropy, tags by binary cross-entropy, the mean over classes. It needs {@link
   * #setDataset} with either, at least one encoder, and {@link #optConfig} with {@link
   * XdcConfig#supervised} of its plan; {@link #setPreset} has all of that. {@link #setClusters},
   * {@link #optExchanger} and {@link #optClustering} have no meaning then.
   *
   * <p>Afterwards encoder and head are tested on {@link #optTestSet}, or on the held-out videos if
   * there are some; see {@link dev.xdc.train.RoundMetrics.StreamMetrics#heldOut}.
   *
   * @param protocol how: its test clips of each video, averaged as it says
   */
  public XdcTrainerBuilder setSupervised(EvalProtocol protocol) {
    draft.supervised = protocol;
    return this;
  }

  /**
   * Sets the videos that {@link #setSupervised supervised} encoders are tested on, which has no
   * influence on them; default none. They stay the caller's and have the classes of the training
   * set.
   */
  public XdcTrainerBuilder optTestSet(ClipDataset test) {
    draft.test = test;
    return this;
  }

  private static void requireModality(Encoder encoder, Modality modality) {
    if (encoder.modality() != modality) {
      throw new IllegalArgumentException(
          "the encoder reads " + encoder.modality() + ", must read " + modality);
    }
  }

  /** Sets K, the clusters of each modality, at least 2 (paper, Table 2: 64 to 1024). */
  public XdcTrainerBuilder setClusters(int k) {
    return setClusters(k, k);
  }

  /** Sets K for each modality, at least 2; CDC, which clusters them together, needs one. */
  public XdcTrainerBuilder setClusters(int video, int audio) {
    if (video < 2 || audio < 2) {
      throw new IllegalArgumentException(
          "clusters are " + video + " and " + audio + ", must be at least 2");
    }
    draft.clustering = draft.clustering.withClusters(video, audio);
    return this;
  }

  /** Sets who learns from whose clusters; default {@link DeepClustering#XDC}. */
  public XdcTrainerBuilder optExchanger(LabelExchanger exchanger) {
    draft.clustering = draft.clustering.withExchanger(exchanger);
    return this;
  }

  /** Sets the clustering algorithm; default {@link KMeans#standard()}. */
  public XdcTrainerBuilder optClustering(ClusteringStrategy strategy) {
    draft.clustering = draft.clustering.withStrategy(strategy);
    return this;
  }

  /** Sets the training settings; default the preset's, or {@link XdcConfig#kinetics()}. */
  public XdcTrainerBuilder optConfig(XdcConfig config) {
    draft.config = Objects.requireNonNull(config, "config");
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
    draft.placement = draft.placement.withDevices(devices);
    return this;
  }

  /**
   * Sets of which clips batch norm takes its statistics when several devices share a batch; default
   * what the encoders were set to, {@link BatchStatistics#JOINT} unless changed.
   */
  public XdcTrainerBuilder optBatchStatistics(BatchStatistics statistics) {
    draft.placement = draft.placement.withStatistics(statistics);
    return this;
  }

  /**
   * Sets what both encoders compute with; default what they were set to, {@link Precision#FLOAT32}
   * unless changed. A device that does not gain from BFLOAT16 is named in a warning.
   */
  public XdcTrainerBuilder optPrecision(Precision precision) {
    draft.placement = draft.placement.withPrecision(precision);
    return this;
  }

  /**
   * Sets whether both encoders use {@linkplain Encoder#optRecomputedActivations recomputed
   * activations}; default what they were set to, false unless changed. A run may change it.
   */
  public XdcTrainerBuilder optRecomputedActivations(boolean recomputed) {
    draft.placement = draft.placement.withRecomputed(recomputed);
    return this;
  }

  /** Sets what every random choice is derived from; default 0. */
  public XdcTrainerBuilder optSeed(long seed) {
    draft.seed = seed;
    return this;
  }

  /** Sets the run folder, made when missing; default none. One that holds a run is resumed. */
  public XdcTrainerBuilder optOutputDir(Path outputDir) {
    draft.storage = draft.storage.withFolder(outputDir);
    return this;
  }

  /** Sets when the run is saved; default {@link CheckpointPolicy#standard()}. */
  public XdcTrainerBuilder optCheckpoints(CheckpointPolicy policy) {
    draft.storage = draft.storage.withCheckpoints(policy);
    return this;
  }

  /**
   * Sets whether a run may resume with changed rounds, schedules, optimizer, rate scale, patience,
   * head deviation, warm-up and precision, and, from its next clustering on, with other first
   * weights of heads, feature transform, clustering, number of clusters and exchange; default
   * false. All else is refused in any case: it would not fit what is saved.
   */
  public XdcTrainerBuilder optChangedSettings(boolean allow) {
    draft.storage = draft.storage.withChangedSettings(allow);
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
    draft.retries = new DivergenceRetries.Limit(retries, factor);
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
    draft.storage = draft.storage.withFeatureMemory(bytes);
    return this;
  }

  /**
   * Sets after how many steps their losses are read; default {@value
   * StreamTraining#READ_OUT_STEPS}. A GPU computes ahead in between. Changes speed, not the result.
   * A loss that is not finite is found at the next reading, and its own step is named.
   *
   * @throws IllegalArgumentException if less than 1
   */
  public XdcTrainerBuilder optReadOutSteps(int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException(
          "readOutSteps is " + steps + ", must be at least 1 (1: after every step)");
    }
    draft.readOutSteps = steps;
    return this;
  }

  /** Sets where the work is done; default {@link Workplace#local()}. */
  public XdcTrainerBuilder optWorkplace(Workplace workplace) {
    draft.workplace = Objects.requireNonNull(workplace, "workplace");
    return this;
  }

  /**
   * Adds a listener; called in the order added. What it throws is logged and does not end the run;
   * to end it, call {@link XdcTrainer#requestStop()}.
   */
  public XdcTrainerBuilder addListener(XdcListener listener) {
    draft.listeners.add(Objects.requireNonNull(listener, "listener"));
    return this;
  }

  /**
   * Builds a trainer with the settings as they are now. Nothing is written and no weights are drawn
   * before {@link XdcTrainer#fit()}.
   *
   * @throws IllegalStateException if a required setting is missing; names its setter
   * @throws IllegalArgumentException if the settings do not fit each other or the data
   * @throws IOException if the finished run that is to be retrained cannot be read
   */
  public XdcTrainer build() throws IOException {
    return new XdcTrainer(draft.settle());
  }
}
