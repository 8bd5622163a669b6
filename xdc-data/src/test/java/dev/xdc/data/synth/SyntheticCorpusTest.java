package dev.xdc.data.synth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xdc.clip.ClipSpec;
import dev.xdc.data.TestMedia;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.data.reader.MediaList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyntheticCorpusTest {

  private static final SyntheticCorpus SMALL = new SyntheticCorpus(3, 24, 12);

  @TempDir Path folder;

  @Test
  void writesASetThatCanBeRead() throws IOException {
    Path corpus = SMALL.write(folder.resolve("corpus"), TestMedia.programs(), 2);
    MediaList train = MediaList.of(corpus.resolve("train.csv"));
    MediaList test = MediaList.of(corpus.resolve("test.csv")).withClasses(train.classes());
    assertThat(train.size()).isEqualTo(24);
    assertThat(test.size()).isEqualTo(12);
    assertThat(train.classes()).hasSize(12).contains("bar-glide", "cross-pulse");
    ClipSpec spec =
        ClipSpec.paper().toBuilder().optFramesPerSecond(16).optShortSide(40).optCrop(32).build();
    try (MediaDataset set = MediaDataset.builder().setFiles(train).setSpec(spec).build()) {
      assertThat(set.size()).isEqualTo(24);
      assertThat(set.index().files()).allMatch(f -> f.frames(16) == 32 && f.width() == 64);
    }
    assertThat(corpus.resolve("README.md")).content().contains("bar-spin | pure, siren");
  }

  @Test
  void theSameSetIsLeftAsItIs() throws IOException {
    Path corpus = folder.resolve("corpus");
    List<Integer> made = new ArrayList<>();
    SMALL.write(corpus, TestMedia.programs(), 2, made::add);
    assertThat(made).containsExactly(12, 24, 36);
    Path file = corpus.resolve("train/00000.mp4");
    Object before = Files.getLastModifiedTime(file);
    SMALL.write(corpus, TestMedia.programs(), 2, made::add);
    assertThat(made).as("nothing is made again").hasSize(3);
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(before);
    SyntheticCorpus other = new SyntheticCorpus(4, 24, 12);
    assertThatThrownBy(() -> other.write(corpus, TestMedia.programs(), 2))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("exists and does not hold SyntheticCorpus[seed=4");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(corpus);
    }
  }

  @Test
  void foldersOfOthersAreNotTouched() throws IOException {
    Path mine = Files.writeString(folder.resolve("thesis.txt"), "years of work");
    assertThatThrownBy(() -> SMALL.write(folder, TestMedia.programs(), 2))
        .isInstanceOf(IOException.class);
    assertThat(mine).hasContent("years of work");
  }

  @Test
  void theSeedDecidesEverything() {
    SyntheticCorpus same = new SyntheticCorpus(3, 600, 204);
    SyntheticCorpus other = new SyntheticCorpus(4, 24, 12);
    assertThat(SMALL.frames("train", 5)).isEqualTo(same.frames("train", 5));
    assertThat(SMALL.sound("train", 5)).isEqualTo(same.sound("train", 5));
    assertThat(SMALL.frames("train", 5)).isNotEqualTo(other.frames("train", 5));
    assertThat(SMALL.sound("train", 5)).isNotEqualTo(SMALL.sound("test", 5));
  }

  @Test
  void everyRoundHoldsEveryClass() {
    for (int round = 0; round < 5; round++) {
      Set<Integer> classes = new HashSet<>();
      for (int i = 0; i < SyntheticCorpus.CLASSES; i++) {
        classes.add(SMALL.classOf("train", round * SyntheticCorpus.CLASSES + i));
      }
      assertThat(classes).hasSize(SyntheticCorpus.CLASSES);
    }
  }

  @Test
  void soundIsAudibleAndNotClipped() {
    for (int i = 0; i < 36; i++) {
      byte[] pcm = SMALL.sound("train", i);
      int loudest = 0;
      int clipped = 0;
      for (int n = 0; n < pcm.length / 2; n++) {
        int sample = Math.abs(TestMedia.sample(pcm, n));
        loudest = Math.max(loudest, sample);
        clipped += sample >= 32_767 ? 1 : 0;
      }
      assertThat(loudest).as("clip %d", i).isBetween(2500, 32_767);
      assertThat(clipped).as("clip %d", i).isLessThan(320);
    }
  }

  @Test
  void refusesFewerClipsThanClasses() {
    assertThatThrownBy(() -> new SyntheticCorpus(1, 11, 12))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 12");
  }
}
