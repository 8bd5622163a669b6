package dev.xdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.Modality;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.cluster.BalancedKMeans;
import dev.xdc.cluster.ClusterQuality;
import dev.xdc.cluster.ClusteringStrategy;
import dev.xdc.cluster.KMeans;
import dev.xdc.cluster.SphericalKMeans;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.feature.FeatureBank;
import dev.xdc.feature.FeatureTransform;
import dev.xdc.feature.JavaRows;
import dev.xdc.label.DeepClustering;
import dev.xdc.train.ClusterMetrics;
import dev.xdc.train.LabelGranularity;
import dev.xdc.train.Progress;
import dev.xdc.train.XdcConfig;
import dev.xdc.train.XdcListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clustering of its final encoders that a model keeps. */
class FinalClusteringTest {
  private static final XdcConfig ONE_ROUND = TinyRuns.CONFIG.toBuilder().optRounds(1).build();

  @TempDir private Path folder;

  /** Keeps what is reported after the last round. */
  private static final class Notes implements XdcListener {
    private final List<ClusterMetrics> clusters = new ArrayList<>();

    @Override
    public void onClusters(List<ClusterMetrics> clusterings) {
      clusters.addAll(clusterings);
    }
  }

  private static XdcModel fit(XdcTrainerBuilder setup, XdcListener... listeners)
      throws IOException {
    Arrays.stream(listeners).forEach(setup::addListener);
    try (XdcTrainer trainer = setup.build()) {
      return trainer.fit();
    }
  }

  private static XdcTrainerBuilder oneRound() {
    return TinyRuns.trainer(TinyRuns.clips()).optConfig(ONE_ROUND);
  }

  private static SyntheticClips others() {
    return new SyntheticClips(TinyRuns.SPEC, 13, 4, 0.3, 99);
  }

  @Test
  void everyVideoIsAssignedToTheNearestStoredCentroid() throws IOException {
    XdcTrainerBuilder setup =
        oneRound()
            .optConfig(ONE_ROUND.toBuilder().optFeatureTransform(FeatureTransform.raw()).build());
    try (XdcModel trained = fit(setup)) {
      trained.save(folder);
    }
    try (XdcModel model = XdcModel.load(folder, Device.cpu())) {
      for (ClipDataset videos : List.of(TinyRuns.clips(), others())) {
        for (Modality modality : Modality.values()) {
          FeatureClusters clustering = model.clusters().orElseThrow().of(modality);
          AssignedItems assigned = model.assign(videos, modality, done -> {});
          float[][] rows;
          try (FeatureBank features = model.embed(videos, modality, 1)) {
            rows = JavaRows.of(features.values());
          }
          assertThat(assigned.size()).isEqualTo(videos.size());
          for (int i = 0; i < rows.length; i++) {
            double[] distances = distances(rows[i], clustering.centroids());
            double[] sorted = Arrays.stream(distances).sorted().toArray();
            assertThat(distances[assigned.cluster(i)]).isEqualTo(sorted[0]);
            assertThat((double) assigned.distance(i)).isCloseTo(sorted[0], within(1e-5));
            assertThat((double) assigned.next(i)).isCloseTo(sorted[1], within(1e-5));
            assertThat(assigned.id(i)).isEqualTo(videos.id(i));
          }
        }
      }
    }
  }

  private static double[] distances(float[] row, float[][] centroids) {
    return Arrays.stream(centroids)
        .mapToDouble(
            centroid -> {
              double squares = 0;
              for (int d = 0; d < row.length; d++) {
                squares += Math.pow((double) row[d] - centroid[d], 2);
              }
              return Math.sqrt(squares);
            })
        .toArray();
  }

  @Test
  void aSavedClusteringAssignsAsTheTrainedOne() throws IOException {
    for (ClusteringStrategy strategy :
        List.of(KMeans.standard(), SphericalKMeans.standard(), BalancedKMeans.standard())) {
      XdcConfig whitened =
          ONE_ROUND.toBuilder().optFeatureTransform(FeatureTransform.pcaWhitenL2(5)).build();
      try (XdcModel trained = fit(oneRound().optConfig(whitened).optClustering(strategy))) {
        trained.save(folder);
        ClusterModel made = trained.clusters().orElseThrow();
        try (XdcModel loaded = XdcModel.load(folder, Device.cpu())) {
          ClusterModel kept = loaded.clusters().orElseThrow();
          assertThat(kept.hash()).isEqualTo(made.hash());
          for (Modality modality : Modality.values()) {
            AssignedItems before = trained.assign(others(), modality, done -> {});
            AssignedItems after = loaded.assign(others(), modality, done -> {});
            assertThat(after.clusters()).containsExactly(before.clusters());
            assertThat(after.distance(3)).isEqualTo(before.distance(3));
            assertThat(after.next(3)).isEqualTo(before.next(3)).isPositive();
            assertThat(kept.of(modality).radius(0, 0.3))
                .isEqualTo(made.of(modality).radius(0, 0.3));
          }
        }
      }
    }
  }

  @Test
  void sizesAndRadiiAreThoseOfTheRunsItems() throws IOException {
    try (XdcModel model = fit(oneRound())) {
      FeatureClusters clusters = model.clusters().orElseThrow().of(Modality.AUDIO);
      AssignedItems assigned = model.assign(TinyRuns.clips(), Modality.AUDIO, done -> {});
      int[] sizes = new int[4];
      float[] largest = new float[4];
      for (int i = 0; i < assigned.size(); i++) {
        int c = assigned.cluster(i);
        sizes[c]++;
        largest[c] = Math.max(largest[c], assigned.distance(i));
      }
      assertThat(clusters.sizes()).containsExactly(sizes);
      for (int c = 0; c < 4; c++) {
        assertThat((double) clusters.radius(c, 1)).isCloseTo(largest[c], within(1e-4));
        assertThat(clusters.radius(c, 0.5)).isLessThanOrEqualTo(clusters.radius(c, 0.9));
      }
      assertThatThrownBy(() -> clusters.radius(4, 1)).hasMessage("cluster is 4, must be in [0, 3]");
      assertThatThrownBy(() -> clusters.radius(0, 1.5))
          .hasMessage("share is 1.5, must be in [0, 1]");
    }
  }

  @Test
  void agreementWithTheLabelsTrainedOnLastIsReported() throws IOException {
    Notes notes = new Notes();
    int[] now;
    try (XdcModel model = fit(oneRound().optOutputDir(folder), notes)) {
      now = model.assign(TinyRuns.clips(), Modality.VIDEO, done -> {}).clusters();
    }
    RunClusters last = RunClusters.of(folder);
    int[] before =
        last.report("video", TinyRuns.clips(), 1, 1).assignments().stream()
            .mapToInt(a -> a.cluster())
            .toArray();
    assertThat(notes.clusters).extracting(ClusterMetrics::source).containsExactly("video", "audio");
    double nmi = notes.clusters.get(0).nmiPrevious();
    assertThat(nmi).isCloseTo(ClusterQuality.nmi(now, before), within(1e-9));
    List<JsonObject> rows =
        Files.readAllLines(folder.resolve("metrics.jsonl")).stream()
            .map(line -> JsonParser.parseString(line).getAsJsonObject())
            .filter(row -> row.get("type").getAsString().equals("clusters"))
            .toList();
    assertThat(rows).hasSize(1);
    JsonObject video = rows.get(0).getAsJsonArray("clusterings").get(0).getAsJsonObject();
    assertThat(video.get("nmiPrevious").getAsDouble()).isEqualTo(nmi);
  }

  @Test
  void aRunResumedAfterItsLastRoundClustersTheSame() throws IOException {
    Notes first = new Notes();
    Notes second = new Notes();
    String hash;
    try (XdcModel model = fit(TinyRuns.trainer(TinyRuns.clips()).optOutputDir(folder), first)) {
      hash = model.clusters().orElseThrow().hash();
    }
    try (XdcModel model = fit(TinyRuns.trainer(TinyRuns.clips()).optOutputDir(folder), second)) {
      assertThat(model.clusters().orElseThrow().hash()).isEqualTo(hash);
    }
    assertThat(second.clusters).isEqualTo(first.clusters);
  }

  @Test
  void aStopWhileClusteringLeavesAFinishedRunToResume() throws IOException {
    XdcTrainer[] trainers = new XdcTrainer[1];
    XdcListener stopper =
        new XdcListener() {
          @Override
          public void onProgress(Progress progress) {
            if (progress.round() > progress.rounds()) {
              trainers[0].requestStop();
            }
          }
        };
    try (XdcTrainer trainer = oneRound().optOutputDir(folder).addListener(stopper).build()) {
      trainers[0] = trainer;
      assertThatThrownBy(trainer::fit)
          .isInstanceOf(RunStoppedException.class)
          .hasMessageStartingWith("stopped as asked while clustering after the last round; start");
    }
    assertThat(RunClusters.of(folder).isFinished()).isTrue();
    try (XdcModel model = fit(oneRound().optOutputDir(folder))) {
      assertThat(model.clusters()).isPresent();
    }
  }

  @Test
  void jointClustersLeaveAClusteringOfEachEncoder() throws IOException {
    Notes notes = new Notes();
    try (XdcModel model = fit(oneRound().optExchanger(DeepClustering.CDC), notes)) {
      assertThat(model.clusters().orElseThrow().modalities()).containsExactly(Modality.values());
    }
    assertThat(notes.clusters).allMatch(c -> c.nmiPrevious() >= 0 && c.nmiPrevious() <= 1);
  }

  @Test
  void ofTwoEncodersOfOneModalityTheFirstIsClustered() throws IOException {
    XdcTrainerBuilder setup = oneRound().setSameModality(TinyRuns.audio(), TinyRuns.audio());
    try (XdcModel model = fit(setup)) {
      assertThat(model.clusters().orElseThrow().modalities()).containsExactly(Modality.AUDIO);
    }
  }

  @Test
  void clipsWithLabelsOfTheirOwnAreAssignedOneByOne() throws IOException {
    XdcConfig clips =
        ONE_ROUND.toBuilder()
            .optClipsPerVideo(2)
            .optLabelGranularity(LabelGranularity.CLIP)
            .build();
    try (XdcModel model = fit(oneRound().optConfig(clips))) {
      SyntheticClips videos = others();
      AssignedItems assigned = model.assign(videos, Modality.VIDEO, done -> {});
      assertThat(assigned.size()).isEqualTo(26);
      assertThat(assigned.id(3)).isEqualTo(videos.id(1) + "#2");
      assertThat(Arrays.stream(assigned.clustering().sizes()).sum()).isEqualTo(88);
    }
  }

  @Test
  void aTransformThatNoFileCanHoldCostsTheClusteringAlone() throws IOException {
    XdcConfig own =
        ONE_ROUND.toBuilder().optFeatureTransform(features -> rows -> rows.mul(2)).build();
    try (XdcModel model = fit(oneRound().optConfig(own))) {
      assertThat(model.clusters()).isEmpty();
      assertThatThrownBy(() -> model.assign(others(), Modality.VIDEO, done -> {}))
          .hasMessageStartingWith("the model keeps no clustering: make one with ClusterFitting");
    }
  }

  @Test
  void retrainedEncodersKeepNone() throws IOException {
    fit(oneRound().optOutputDir(folder)).close();
    XdcTrainerBuilder again =
        XdcTrainer.retrain(folder)
            .setDataset(TinyRuns.clips())
            .setVideoEncoder(Encoders.of(EncoderSpec.r2plus1d(10, 2), TinyRuns.SPEC))
            .optConfig(ONE_ROUND)
            .optSeed(3);
    try (XdcModel model = fit(again)) {
      assertThat(model.clusters()).isEmpty();
    }
  }
}
