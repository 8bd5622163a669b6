package dev.xdc.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Labels;
import dev.xdc.clip.Modality;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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

  @Test
  void segmentsOfOneFileAreHeldOutTogether() {
    Segments segments = new Segments(20);
    XdcConfig config = PER_CLIP.toBuilder().optValidationShare(0.2).build();
    for (int seed = 1; seed <= 10; seed++) {
      TrainingClips clips = TrainingClips.of(segments, config, seed);
      Set<Integer> held = segments.filesOf(clips.validation(NONE), clips);
      assertThat(held).doesNotContainAnyElementsOf(segments.filesOf(clips.training(NONE), clips));
      assertThat(clips.validation(NONE).length / 3).isBetween(42, 42 + 20);
      assertThat(clips.files()).hasSize(630).startsWith(0, 0, 0, 1, 1, 1, 1, 1, 1, 2);
    }
    assertThat(new TrainingClips(40, config, 1).files()).isNull();
  }

  @Test
  void nothingIsHeldOutOfASingleFile() {
    Segments segments = new Segments(1, 30);
    TrainingClips clips = TrainingClips.of(segments, PER_VIDEO, 1);
    assertThat(clips.validation(NONE)).isEmpty();
    assertThat(clips.training(NONE)).hasSize(30);
  }

  @Test
  void anEpochDrawsOtherSegmentsOfALongFileEachTime() {
    Segments segments = new Segments(20);
    XdcConfig config =
        PER_VIDEO.toBuilder().optClipsPerFile(4).optValidationShare(0).optPatience(0).build();
    TrainingClips clips = TrainingClips.of(segments, config, 1);
    int[] all = clips.training(NONE);
    Set<Integer> seen = new HashSet<>();
    for (int epoch = 0; epoch < 40; epoch++) {
      int[] drawn = clips.ofEpoch(all, epoch);
      assertThat(drawn).hasSize(1 + 2 + 3 + 17 * 4).doesNotHaveDuplicates();
      assertThat(clips.ofEpoch(all, epoch)).isEqualTo(drawn);
      int[] perFile = new int[20];
      Arrays.stream(drawn).forEach(item -> perFile[segments.file(item)]++);
      assertThat(Arrays.stream(perFile).max()).hasValue(4);
      Arrays.stream(drawn).forEach(seen::add);
    }
    assertThat(seen).as("40 epochs of 4 out of at most 20").hasSize(210);
    TrainingClips apart = new TrainingClips(40, config, 1);
    assertThat(apart.ofEpoch(apart.training(NONE), 0)).isEqualTo(apart.training(NONE));
  }

  /** Videos that are segments of files. */
  private static final class Segments implements ClipDataset {
    private final int[] fileOf;

    /** Files with 1, 2, 3 and so on segments. */
    Segments(int files) {
      fileOf =
          IntStream.range(0, files)
              .flatMap(file -> IntStream.rangeClosed(0, file).map(i -> file))
              .toArray();
    }

    Segments(int files, int each) {
      fileOf = IntStream.range(0, files * each).map(i -> i / each).toArray();
    }

    Set<Integer> filesOf(int[] items, TrainingClips clips) {
      return Arrays.stream(items)
          .map(item -> file(clips.video(item)))
          .boxed()
          .collect(Collectors.toSet());
    }

    @Override
    public int size() {
      return fileOf.length;
    }

    @Override
    public int file(int index) {
      return fileOf[index];
    }

    @Override
    public ClipSpec spec() {
      return ClipSpec.paper();
    }

    @Override
    public String id(int index) {
      return "segment " + index;
    }

    @Override
    public Optional<Labels> labels() {
      return Optional.empty();
    }

    @Override
    public ClipReader read(Set<Modality> modalities, List<ClipRequest> clips, int batchSize) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }
}
