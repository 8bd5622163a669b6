package dev.xdc.data.sets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DcaseScenesTest {

  @TempDir Path folder;

  private final DcaseScenes reader =
      new DcaseScenes(
          Miniature.sizes(
              2,
              new SplitSizes.Size("heldout", 2, 4),
              new SplitSizes.Size("fold1", 2, 2),
              new SplitSizes.Size("fold2", 2, 2)));

  private Miniature copy() throws IOException {
    return new Miniature(folder)
        .touch("scenes_stereo/bus01.wav", "scenes_stereo/busystreet03.wav")
        .touch("scenes_stereo_testset/bus01.wav", "scenes_stereo_testset/bus05.wav")
        .touch("scenes_stereo_testset/busystreet03.wav", "scenes_stereo_testset/busystreet04.wav");
  }

  @Test
  void learnsFromThePublicAndTestsOnThePrivateRecordings() throws IOException {
    copy();

    DataSetSplits sets = reader.read(folder);

    assertThat(sets.classes()).containsExactly("bus", "busystreet");
    assertThat(sets.splits()).extracting(Split::name).containsExactly("heldout");
    assertThat(Miniature.ids(sets.split("heldout").train()))
        .containsExactly("scenes_stereo/bus01.wav", "scenes_stereo/busystreet03.wav");
    assertThat(Miniature.labels(sets.split("heldout").test()))
        .containsExactly("bus", "bus", "busystreet", "busystreet");
  }

  @Test
  void theKeyGivesTheFoldsOfTheChallenge() throws IOException {
    copy()
        .write(
            "dcase2013_task1_filenamekey.csv",
            "anonymised,a,b,original",
            "fold1_test1.wav,x,y,bus01.wav",
            "fold1_test2.wav,x,y,busystreet04.wav",
            "fold2_test1.wav,x,y,bus05.wav",
            "fold2_test2.wav,x,y,busystreet03.wav");

    DataSetSplits sets = reader.read(folder);

    assertThat(sets.splits()).extracting(Split::name).containsExactly("heldout", "fold1", "fold2");
    assertThat(sets.published()).extracting(Split::name).containsExactly("heldout");
    assertThat(Miniature.ids(sets.split("fold1").test()))
        .containsExactly(
            "scenes_stereo_testset/bus01.wav", "scenes_stereo_testset/busystreet04.wav");
    assertThat(Miniature.ids(sets.split("fold1").train()))
        .containsExactly(
            "scenes_stereo_testset/bus05.wav", "scenes_stereo_testset/busystreet03.wav");
  }

  @Test
  void recordingsRenamedByTheCommunitysToolsAreToldApart() throws IOException {
    new Miniature(folder)
        .touch("dev/bus01.wav", "dev/busystreet03.wav")
        .touch("audio/test_bus01.wav", "audio/test_bus05.wav")
        .touch("audio/test_busystreet03.wav", "audio/test_busystreet04.wav");

    assertThat(Miniature.ids(reader.read(folder).split("heldout").test()))
        .containsExactly(
            "audio/test_bus01.wav",
            "audio/test_bus05.wav",
            "audio/test_busystreet03.wav",
            "audio/test_busystreet04.wav");
  }

  @Test
  void aMissingHalfSaysWhatToDownload() throws IOException {
    new Miniature(folder).touch("scenes_stereo/bus01.wav");

    assertThatThrownBy(() -> reader.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("1 public and 0 test recordings")
        .hasMessageContaining("scenes_stereo_testset.zip");
  }

  @Test
  void theWholeSetIsExpectedByDefault() throws IOException {
    copy();

    assertThat(new DcaseScenes().scan(folder).faults())
        .containsExactly(
            "2 classes found, 10 expected",
            "heldout, train: 2 files listed, 100 expected",
            "heldout, test: 4 files listed, 100 expected");
  }
}
