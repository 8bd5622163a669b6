package dev.xdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.engine.TorchEngine;
import dev.xdc.eval.ClusterReport;
import dev.xdc.internal.checkpoint.RunLock;
import dev.xdc.label.DeepClustering;
import dev.xdc.train.ClusterMetrics;
import dev.xdc.train.InitialFeatures;
import dev.xdc.train.LabelGranularity;
import dev.xdc.train.Progress;
import dev.xdc.train.RoundMetrics;
import dev.xdc.train.XdcConfig;
import dev.xdc.train.XdcListener;
import dev.xdc.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run clustered last, read from its folder. */
class RunClustersTest {
  @TempDir private Path folder;

  /** Keeps the rounds, and stops the run where it is told to. */
  private static final class Notes implements XdcListener {
    private final List<RoundMetrics> rounds = new ArrayList<>();
    private final Predicate<Progress> stop;
    private XdcTrainer trainer;

    Notes(Predicate<Progress> stop) {
      this.stop = stop;
    }

    @Override
    public void onRound(RoundMetrics metrics) {
      rounds.add(metrics);
    }

    @Override
    public void onProgress(Progress progress) {
      if (stop.test(progress)) {
        trainer.requestStop();
      }
    }
  }

  /** Runs to the end, or to where {@code stop} is true. */
  private List<RoundMetrics> run(XdcTrainerBuilder setup, Predicate<Progress> stop)
      throws IOException {
    Notes notes = new Notes(stop);
    try (XdcTrainer trainer = setup.optOutputDir(folder).addListener(notes).build()) {
      notes.trainer = trainer;
      trainer.fit().close();
    } catch (RunStoppedException e) {
      assertThat(e).hasMessageContaining("stopped as asked");
    }
    return notes.rounds;
  }

  private List<RoundMetrics> run(XdcTrainerBuilder setup) throws IOException {
    return run(setup, progress -> false);
  }

  private static int[] assigned(ClusterReport report) {
    return report.assignments().stream().mapToInt(ClusterReport.Assignment::cluster).toArray();
  }

  /** Reads an array of the newest checkpoint, past the class under test. */
  private int[] saved(String name) throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve("checkpoints"));
        NDManager manager = TorchEngine.newManager()) {
      Path newest = all.max(Comparator.naturalOrder()).orElseThrow();
      return Safetensors.read(newest.resolve("labels.safetensors"), manager).get(name).toIntArray();
    }
  }

  @Test
  void tellsTheAssignmentsOfTheLastRound() throws IOException {
    try (SyntheticClips clips = TinyRuns.clips()) {
      List<RoundMetrics> rounds = run(TinyRuns.trainer(clips));

      RunClusters clusters = RunClusters.of(folder);
      assertThat(clusters.isFinished()).isTrue();
      assertThat(clusters.round()).isEqualTo(2);
      assertThat(clusters.rounds()).isEqualTo(2);
      assertThat(clusters.sources()).containsExactly("video", "audio");
      assertThat(clusters.origin())
          .startsWith("features of the encoders after round 1, transform ");
      for (int i = 0; i < 2; i++) {
        ClusterMetrics told = rounds.get(1).clusterings().get(i);
        ClusterReport report = clusters.report(told.source(), clips, 3, 2);
        assertThat(assigned(report)).isEqualTo(saved("clusters." + i));
        assertThat(report.k()).isEqualTo(4);
        assertThat(report.scores().nmi()).isEqualTo(told.nmiLabels());
        assertThat(report.scores().purity()).isEqualTo(told.purityLabels());
        assertThat(report.assignments().get(7).id()).isEqualTo("synthetic-7");
        assertThat(report.missing()).isEmpty();
        assertThat(report.clusters()).allMatch(c -> c.nearest().size() == Math.min(2, c.size()));
      }
    }
  }

  @Test
  void squaredDistancesAddUpToTheInertia() throws IOException {
    XdcConfig all = TinyRuns.CONFIG.toBuilder().optValidationShare(0).optPatience(0).build();
    try (SyntheticClips clips = TinyRuns.clips()) {
      List<RoundMetrics> rounds = run(TinyRuns.trainer(clips).optConfig(all));
      RunClusters clusters = RunClusters.of(folder);
      for (ClusterMetrics told : rounds.get(1).clusterings()) {
        double sum =
            clusters.report(told.source(), clips, 3, 2).assignments().stream()
                .mapToDouble(a -> a.distance() * a.distance())
                .sum();
        assertThat(sum).isCloseTo(told.inertia(), within(1e-4 * told.inertia()));
      }
    }
  }

  @Test
  void anInterruptedRunTellsItsLastClusteringAndOfWhichRound() throws IOException {
    try (SyntheticClips clips = TinyRuns.clips()) {
      run(TinyRuns.trainer(clips), p -> p.round() == 1 && p.work() == Progress.Work.FEATURES);
      assertThatThrownBy(() -> RunClusters.of(folder))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("has clustered nothing yet");

      run(TinyRuns.trainer(clips), p -> p.round() == 1 && p.work() == Progress.Work.TRAIN);
      RunClusters first = RunClusters.of(folder);
      assertThat(first.round()).isEqualTo(1);
      assertThat(first.isFinished()).isFalse();
      assertThat(first.origin()).startsWith("features of the first encoders, ");
      int[] ofFirst = assigned(first.report("audio", clips, 3, 2));

      run(TinyRuns.trainer(clips), p -> p.round() == 2 && p.work() == Progress.Work.FEATURES);
      RunClusters still = RunClusters.of(folder);
      assertThat(still.round()).isEqualTo(1);
      assertThat(assigned(still.report("audio", clips, 3, 2))).isEqualTo(ofFirst);

      run(TinyRuns.trainer(clips), p -> p.round() == 2 && p.work() == Progress.Work.TRAIN);
      RunClusters second = RunClusters.of(folder);
      assertThat(second.round()).isEqualTo(2);
      assertThat(second.isFinished()).isFalse();
      ClusterReport before = second.report("audio", clips, 3, 2);

      run(TinyRuns.trainer(clips));
      RunClusters finished = RunClusters.of(folder);
      assertThat(finished.isFinished()).isTrue();
      assertThat(finished.report("audio", clips, 3, 2))
          .as("distances too outlive the interruption")
          .isEqualTo(before);
    }
  }

  @Test
  void namesWhatCouldNotBeRead() throws IOException {
    try (SyntheticClips clips = TinyRuns.clips();
        TornClips torn = new TornClips(clips, 5)) {
      run(TinyRuns.trainer(clips).setDataset(torn));
      ClusterReport report = RunClusters.of(folder).report("video", torn, 3, 2);
      assertThat(report.missing()).containsExactly("synthetic-5");
      assertThat(report.videos()).isEqualTo(43);
      assertThat(report.assignments())
          .hasSize(43)
          .noneMatch(a -> a.id().equals("synthetic-5"))
          .anyMatch(a -> a.id().equals("synthetic-6"));
    }
  }

  @Test
  void jointClustersAndClipsWithLabelsOfTheirOwnAreTold() throws IOException {
    XdcConfig config =
        TinyRuns.CONFIG.toBuilder()
            .optRounds(1)
            .optInitialFeatures(InitialFeatures.HAND_CRAFTED)
            .optClipsPerVideo(2)
            .optLabelGranularity(LabelGranularity.CLIP)
            .build();
    try (SyntheticClips clips = TinyRuns.clips()) {
      run(TinyRuns.trainer(clips).optExchanger(DeepClustering.CDC).optConfig(config));
      RunClusters clusters = RunClusters.of(folder);
      assertThat(clusters.sources()).containsExactly("joint");
      assertThat(clusters.origin()).startsWith("hand-crafted features, ");
      ClusterReport report = clusters.report("joint", clips, 3, 2);
      assertThat(report.assignments()).hasSize(88);
      assertThat(report.assignments().get(3).id()).isEqualTo("synthetic-1#2");
      assertThatThrownBy(() -> clusters.report("audio", clips, 3, 2))
          .hasMessage("source is audio, must be one of [joint]");
    }
  }

  @Test
  void refusesOtherFoldersAndOtherVideos() throws IOException {
    assertThatThrownBy(() -> RunClusters.of(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            folder
                + " holds no run: checkpoints is missing; give the output folder of one that has clustered at least once");
    RunLock.of(folder).close();
    assertThatThrownBy(() -> RunClusters.of(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(folder + " holds a run that has clustered nothing yet: resume the run first");
    try (SyntheticClips clips = TinyRuns.clips();
        SyntheticClips others = new SyntheticClips(TinyRuns.SPEC, 43, 4, 0.3, 1)) {
      run(TinyRuns.trainer(clips));
      RunClusters clusters = RunClusters.of(folder);
      assertThatThrownBy(() -> clusters.report("video", others, 3, 2))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(folder + " clustered other videos (data was 44 videos, ")
          .hasMessageContaining("now 43 videos, ");

      Path again = folder.resolve("again");
      try (XdcTrainer trainer =
          XdcTrainer.retrain(folder)
              .setDataset(clips)
              .setVideoEncoder(Encoders.of(EncoderSpec.r2plus1d(10, 2), TinyRuns.SPEC))
              .optConfig(TinyRuns.CONFIG.longClips())
              .optSeed(3)
              .optOutputDir(again)
              .build()) {
        trainer.fit().close();
      }
      assertThatThrownBy(() -> RunClusters.of(again))
          .hasMessageContaining("clustered nothing: give that one");

      Files.delete(folder.resolve("metrics.jsonl"));
      assertThatThrownBy(() -> RunClusters.of(folder))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("metrics.jsonl has no record of round 2");
    }
  }

  @Test
  void checkpointsOfEarlierVersionsHaveNoDistances() {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray labels = manager.create(IntStream.range(0, 5).toArray());
      List<ClusteredItems> read = LabelArrays.clusters(Map.of("clusters.0", labels));
      assertThat(read).hasSize(1);
      assertThat(read.get(0).labels()).hasSize(5);
      assertThat(read.get(0).distances()).isNull();
    }
  }
}
