package dev.xdc.data.sets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Hmdb51Test {

  @TempDir Path folder;
  private Miniature copy;
  private final Hmdb51 reader =
      new Hmdb51(
          Miniature.sizes(
              2,
              new SplitSizes.Size("split1", 2, 2),
              new SplitSizes.Size("split2", 2, 2),
              new SplitSizes.Size("split3", 2, 2)));

  @BeforeEach
  void makeCopy() throws IOException {
    copy = new Miniature(folder);
    for (int n = 1; n <= 3; n++) {
      copy.write(
              "testTrainMulti_7030_splits/walk_test_split" + n + ".txt",
              "#1_(walk)_;&_goo_0.avi 1 ",
              "both.avi 2 ",
              "spare.avi 0 ")
          .write(
              "testTrainMulti_7030_splits/brush_hair_test_split" + n + ".txt",
              "both.avi 1 ",
              "b.avi 2 ");
    }
    copy.touch(
        "hmdb51_org/walk/#1_(walk)_;&_goo_0.avi",
        "hmdb51_org/walk/both.avi",
        "hmdb51_org/walk/spare.avi",
        "hmdb51_org/brush_hair/both.avi",
        "hmdb51_org/brush_hair/b.avi");
  }

  @Test
  void readsTheThreeSplitsAndLeavesSpareVideosOut() throws IOException {
    DataSetSplits sets = reader.read(folder);

    assertThat(sets.classes()).containsExactly("brush_hair", "walk");
    assertThat(sets.splits()).hasSize(3);
    Split third = sets.split("split3");
    assertThat(Miniature.ids(third.train()))
        .containsExactly(
            "hmdb51_org/brush_hair/both.avi", "hmdb51_org/walk/#1_(walk)_;&_goo_0.avi");
    assertThat(Miniature.ids(third.test()))
        .containsExactly("hmdb51_org/brush_hair/b.avi", "hmdb51_org/walk/both.avi");
    assertThat(third.test().files().label(1)).isEqualTo(1);
  }

  @Test
  void aMissingListOfOneClassIsNamed() throws IOException {
    copy.delete("testTrainMulti_7030_splits/walk_test_split2.txt");

    assertThatThrownBy(() -> reader.read(folder))
        .hasMessageContaining("no walk_test_split2.txt under")
        .hasMessageContaining("test_train_splits.rar");
  }

  @Test
  void anEmptyFolderSaysWhatToDownload(@TempDir Path empty) {
    assertThatThrownBy(() -> reader.read(empty)).hasMessageContaining("hmdb51_org.rar");
  }

  @Test
  void aLineWithoutAMarkIsNamed() throws IOException {
    copy.write("testTrainMulti_7030_splits/walk_test_split1.txt", "both.avi 2", "both.avi");

    assertThatThrownBy(() -> reader.read(folder))
        .hasMessageContaining("walk_test_split1.txt, line 2: not a video and 0, 1 or 2");
  }

  @Test
  void theWholeSetIsExpectedByDefault() {
    assertThatThrownBy(() -> new Hmdb51().read(folder))
        .hasMessageContaining("2 classes found, 51 expected");
  }
}
