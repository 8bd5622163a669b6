package dev.xdc.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.clip.ClipRequest;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which clips are clustered and which share a label, are held out, or are drawn. */
class TrainingClipsTest {
  private static final BitSet NONE = new BitSet();
  private static final XdcConfig PER_CLIP =
      XdcConfig.kinetics().toBuilder()
          .optClipsPerVideo(3)
          .optLabelGranularity(LabelGranularity.CLIP)
          .build();
  private static final XdcConfig PER_VIDEO =
      PER_CLIP.toBuilder().optLabelGranularity(LabelGranularity.VIDEO).build();

  @Test
  void theClipsOfAVideoAreOneItemUnlessTheyHaveLabelsOfTheirOwn() {
    TrainingClips videos = new TrainingClips(40, PER_VIDEO, 1);
    TrainingClips clips = new TrainingClips(40, PER_CLIP, 1);
    assertThat(videos.featureClips()).isEqualTo(clips.featureClips()).hasSize(120);
    assertThat(videos.size()).isEqualTo(40);
    assertThat(videos.clipsPerItem()).isEqualTo(3);
    assertThat(clips.size()).isEqualTo(120);
    assertThat(clips.clipsPerItem()).isEqualTo(1);
    assertThat(clips.video(7)).isEqualTo(2);
  }

  @Test
  void aClipWithALabelOfItsOwnStaysWhereItIs() {
    TrainingClips videos = new TrainingClips(40, PER_VIDEO, 1);
    TrainingClips clips = new TrainingClips(40, PER_CLIP, 1);
    Set<Double> anywhere = new HashSet<>();
    for (int seed = 1; seed <= 20; seed++) {
      anywhere.add(videos.trainingClip(2, seed, 0).position());
      ClipRequest clip = clips.trainingClip(8, seed, 0);
      assertThat(clip.position()).isEqualTo(clips.featureClips().get(8).position());
      assertThat(clip.augmentationSeed()).isNotEqualTo(ClipRequest.NO_AUGMENTATION);
    }
    assertThat(anywhere).hasSize(20);
  }

  @Test
  void aShareOfTheVideosIsHeldOutWithAllTheirClips() {
    int[] held = new TrainingClips(40, PER_VIDEO, 1).validation(NONE);
    assertThat(held).as("5 %% of 40").hasSize(2);
    TrainingClips clips = new TrainingClips(40, PER_CLIP, 1);
    assertThat(Arrays.stream(clips.validation(NONE)).map(clips::video).distinct().toArray())
        .isEqualTo(held);
    assertThat(clips.validation(NONE)).hasSize(6);
    assertThat(clips.training(NONE)).hasSize(114).doesNotContain(clips.validation(NONE));
    assertThat(new TrainingClips(40, PER_VIDEO, 2).validation(NONE)).isNotEqualTo(held);
  }

  @Test
  void balancedEpochsDrawEveryClusterEquallyOften() {
    int[] clusters = new int[100];
    Arrays.fill(clusters, 90, 97, 1);
    Arrays.fill(clusters, 97, 100, 2);
    int[] items = IntStream.range(0, 100).toArray();
    assertThat(sizes(ClipOrder.epoch(items, null, 100, 5), clusters)).containsExactly(90, 7, 3);
    // 34 draws of each, shuffled and cut to 100
    for (int size : sizes(ClipOrder.epoch(items, clusters, 100, 5), clusters)) {
      assertThat(size).isBetween(32, 34);
    }
  }

  private static int[] sizes(int[] items, int[] clusters) {
    int[] sizes = new int[3];
    Arrays.stream(items).forEach(item -> sizes[clusters[item]]++);
    return sizes;
  }
}
