package dev.xdc.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xdc.clip.Modality;
import dev.xdc.clip.PerModality;
import dev.xdc.cluster.ClusterAssignment;
import dev.xdc.engine.TorchEngine;
import dev.xdc.feature.FeatureRows;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Hand-made features of three clips; the "clusters" are made up per source so that it shows who got
 * whose.
 */
class DeepClusteringTest {
  private static final int[] VIDEO_CLUSTERS = {0, 0, 1};
  private static final int[] AUDIO_CLUSTERS = {1, 0, 1};
  private static final int[] JOINT_CLUSTERS = {2, 1, 0};

  private final List<float[]> clustered = new ArrayList<>();
  private final List<Clusterer.Source> sources = new ArrayList<>();

  private ClusterAssignment cluster(Clusterer.Source source, FeatureRows features) {
    sources.add(source);
    features.forEach(features.rows(), (chunk, first) -> clustered.add(chunk.toFloatArray()));
    int[] labels =
        switch (source) {
          case VIDEO -> VIDEO_CLUSTERS;
          case AUDIO -> AUDIO_CLUSTERS;
          case JOINT -> JOINT_CLUSTERS;
        };
    return new ClusterAssignment(labels, new float[3][2], 0, 1, 0);
  }

  private PerModality<List<int[]>> exchange(DeepClustering method) {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray video = manager.create(new float[][] {{3, 4}, {0, 2}, {1, 0}});
      NDArray audio = manager.create(new float[][] {{6, 8, 0}, {0, 0, 5}, {0, 1, 0}});
      PerModality<PseudoLabels> labels =
          method.exchange(new PerModality<>(video, audio).map(FeatureRows::of), this::cluster);
      assertThat(manager.getManagedArrays()).containsExactlyInAnyOrder(video, audio);
      return labels.map(l -> l.heads().stream().map(ClusterAssignment::labels).toList());
    }
  }

  @Test
  void sdcTeachesEachEncoderItsOwnClusters() {
    PerModality<List<int[]>> labels = exchange(DeepClustering.SDC);
    assertThat(labels.video()).containsExactly(VIDEO_CLUSTERS);
    assertThat(labels.audio()).containsExactly(AUDIO_CLUSTERS);
  }

  @Test
  void xdcTeachesEachEncoderTheOthersClustersOnly() {
    PerModality<List<int[]>> labels = exchange(DeepClustering.XDC);
    assertThat(labels.video()).containsExactly(AUDIO_CLUSTERS);
    assertThat(labels.audio()).containsExactly(VIDEO_CLUSTERS);
  }

  @Test
  void mdcTeachesEachEncoderBothWithItsOwnFirst() {
    PerModality<List<int[]>> labels = exchange(DeepClustering.MDC);
    assertThat(labels.video()).containsExactly(VIDEO_CLUSTERS, AUDIO_CLUSTERS);
    assertThat(labels.audio()).containsExactly(AUDIO_CLUSTERS, VIDEO_CLUSTERS);
    assertThat(sources).containsExactly(Clusterer.Source.VIDEO, Clusterer.Source.AUDIO);
  }

  @Test
  void cdcClustersTheNormalisedFeaturesSideBySideOnce() {
    PerModality<List<int[]>> labels = exchange(DeepClustering.CDC);
    assertThat(labels.video()).containsExactly(JOINT_CLUSTERS);
    assertThat(labels.audio()).containsExactly(JOINT_CLUSTERS);
    assertThat(sources).containsExactly(Clusterer.Source.JOINT);
    assertThat(clustered.get(0))
        .containsExactly(0.6f, 0.8f, 0.6f, 0.8f, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0);
  }

  @Test
  void rejectsHeadsThatLabelDifferentNumbersOfClips() {
    ClusterAssignment two = new ClusterAssignment(new int[2], new float[1][1], 0, 1, 0);
    ClusterAssignment three = new ClusterAssignment(new int[3], new float[1][1], 0, 1, 0);
    assertThatThrownBy(() -> new PseudoLabels(List.of(two, three)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 and 3 clips");
  }

  @Test
  void everyModalityHasAnOther() {
    assertThat(Modality.VIDEO.other()).isEqualTo(Modality.AUDIO);
    assertThat(Modality.AUDIO.other()).isEqualTo(Modality.VIDEO);
  }
}
