package dev.xdc;

import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipSubset;
import dev.xdc.clip.Modality;
import dev.xdc.cluster.KMeans;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.Encoders;
import dev.xdc.eval.EvalProtocol;
import dev.xdc.eval.HeadTest;
import dev.xdc.label.DeepClustering;
import dev.xdc.train.StreamTraining;
import dev.xdc.train.TrainingClips;
import dev.xdc.train.XdcConfig;
import dev.xdc.train.XdcListener;
import dev.xdc.work.Workplace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The settings of an {@link XdcTrainerBuilder} while they are being made. */
final class TrainerDraft {
  final @Nullable Path finishedRun;
  @Nullable ClipDataset dataset;
  @Nullable Preset preset;
  @Nullable Encoder first;
  @Nullable Encoder second;
  @Nullable EvalProtocol supervised;
  @Nullable ClipDataset test;
  Clustering clustering = new Clustering(DeepClustering.XDC, KMeans.standard(), 0, 0);
  @Nullable XdcConfig config;
  Placement placement = Placement.ANY;
  long seed;
  RunStorage storage = RunStorage.NONE;
  DivergenceRetries.Limit retries = DivergenceRetries.Limit.NONE;
  int readOutSteps = StreamTraining.READ_OUT_STEPS;
  Workplace workplace = Workplace.local();
  final List<XdcListener> listeners = new ArrayList<>();

  TrainerDraft(@Nullable Path finishedRun) {
    this.finishedRun = finishedRun;
  }

  /**
   * Settles what a run is to do.
   *
   * @throws IllegalStateException if a required setting is missing; names its setter
   * @throws IllegalArgumentException if the settings do not fit each other or the data
   * @throws IOException if the finished run that is to be retrained cannot be read
   */
  TrainerSettings settle() throws IOException {
    ClipDataset data = require(dataset, "setDataset");
    if (storage.folder() == null && retries.retries() > 0) {
      throw new IllegalStateException(
          "to go back after a divergence needs checkpoints: call optOutputDir");
    }
    XdcConfig trained = config();
    TrainingClips clips = TrainingClips.of(data, trained, seed);
    List<Stream> streams;
    LabelSource labels;
    if (finishedRun != null) {
      labels = lastClustering(data, trained, finishedRun);
      streams = Stream.of(require(encoder(Modality.VIDEO), "setVideoEncoder or setPreset"));
    } else if (supervised != null) {
      streams = supervisedStreams();
      labels = trueLabels(data, trained, clips, supervised);
    } else {
      streams =
          Stream.of(
              require(encoder(Modality.VIDEO), "setVideoEncoder or setPreset"),
              require(encoder(Modality.AUDIO), "setAudioEncoder or setPreset"));
      labels = clusterLabels(data, trained, clips, streams);
    }
    streams.forEach(stream -> requireShape(stream.encoder(), data));
    return new TrainerSettings(
        data,
        clips,
        streams,
        labels,
        trained,
        seed,
        placement,
        storage,
        retries,
        readOutSteps,
        workplace,
        listeners);
  }

  private XdcConfig config() {
    if (config != null) {
      return config;
    } else if (preset == null) {
      return XdcConfig.kinetics();
    } else if (finishedRun != null) {
      return preset.config().longClips();
    }
    return supervised == null ? preset.config() : XdcConfig.supervised(preset.supervised(), 0);
  }

  /** Returns the encoder of a slot: the one that was set, or the preset's; null without either. */
  private @Nullable Encoder encoder(Modality slot) {
    Encoder set = slot == Modality.VIDEO ? first : second;
    return set == null && preset != null && dataset != null
        ? Encoders.of(preset.encoder(slot), dataset.spec())
        : set;
  }

  private static void requireShape(Encoder encoder, ClipDataset data) {
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

  private ClusterLabels clusterLabels(
      ClipDataset data, XdcConfig trained, TrainingClips clips, List<Stream> streams) {
    if (test != null) {
      throw new IllegalStateException("optTestSet tests supervised encoders: call setSupervised");
    }
    Clustering made =
        clustering.first() == 0 && preset != null
            ? clustering.withClusters(preset.clusters(), preset.clusters())
            : clustering;
    made.check(clips.training(new BitSet()).length);
    return new ClusterLabels(made, data, streams, clips, trained, storage, seed);
  }

  private LastClustering lastClustering(ClipDataset data, XdcConfig trained, Path run)
      throws IOException {
    if (second != null || clustering.first() > 0) {
      throw new IllegalStateException(
          "retrain trains the video encoder on the labels of a run: leave out setAudioEncoder,"
              + " setSameModality and setClusters");
    }
    if (supervised != null) {
      throw new IllegalStateException("retrain and setSupervised exclude each other");
    }
    LastClustering last = LastClustering.of(run);
    last.check(data, trained, seed);
    return last;
  }

  private List<Stream> supervisedStreams() {
    Encoder video = encoder(Modality.VIDEO);
    Encoder audio = encoder(Modality.AUDIO);
    if (video != null && audio != null) {
      if (video.modality() == audio.modality()) {
        throw new IllegalStateException(
            "two encoders of one modality learn the same from given labels: leave out"
                + " setSameModality");
      }
      return Stream.of(video, audio);
    }
    return Stream.of(
        require(video == null ? audio : video, "setVideoEncoder or setAudioEncoder, or setPreset"));
  }

  private TrueLabels trueLabels(
      ClipDataset data, XdcConfig trained, TrainingClips clips, EvalProtocol protocol) {
    TrueLabels.check(data, trained);
    int[] held = clips.validation(new BitSet());
    HeadTest judge = null;
    if (test != null) {
      judge = new HeadTest("test", test, protocol);
      judge.requireLike(data);
    } else if (held.length > 0) {
      judge = new HeadTest("held-out", new ClipSubset(data, held), protocol);
    }
    return TrueLabels.of(data, clips.training(new BitSet()).length, judge);
  }

  private static <T> T require(@Nullable T value, String setter) {
    if (value == null) {
      throw new IllegalStateException("a required setting is missing: call " + setter);
    }
    return value;
  }
}
