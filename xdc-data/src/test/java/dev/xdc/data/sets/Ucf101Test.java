package dev.xdc.data.sets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Ucf101Test {

  @TempDir Path folder;
  private Miniature copy;
  private final Ucf101 reader =
      new Ucf101(
          Miniature.sizes(
              3,
              new SplitSizes.Size("split1", 3, 2),
              new SplitSizes.Size("split2", 4, 1),
              new SplitSizes.Size("split3", 1, 4)));

  @BeforeEach
  void makeCopy() throws IOException {
    copy =
        new Miniature(folder)
            // In this order, which letters would not give.
            .write(
                "ucfTrainTestlist/classInd.txt",
                "1 Hammering",
                "2 HammerThrow",
                "3 HandstandPushups")
            .write(
                "ucfTrainTestlist/trainlist01.txt",
                "Hammering/v_Hammering_g01_c01.avi 1",
                "HammerThrow/v_HammerThrow_g01_c01.avi 2",
                "HandstandPushups/v_HandStandPushups_g01_c01.avi 3")
            .write(
                "ucfTrainTestlist/testlist01.txt",
                "HammerThrow/v_HammerThrow_g02_c01.avi",
                "Hammering/v_Hammering_g02_c01.avi")
            .write(
                "ucfTrainTestlist/trainlist02.txt",
                "Hammering/v_Hammering_g02_c01.avi 1",
                "HammerThrow/v_HammerThrow_g01_c01.avi 2",
                "HammerThrow/v_HammerThrow_g02_c01.avi 2",
                "HandstandPushups/v_HandStandPushups_g01_c01.avi 3")
            .write("ucfTrainTestlist/testlist02.txt", "Hammering/v_Hammering_g01_c01.avi")
            .write("ucfTrainTestlist/trainlist03.txt", "Hammering/v_Hammering_g01_c01.avi 1")
            .write(
                "ucfTrainTestlist/testlist03.txt",
                "Hammering/v_Hammering_g02_c01.avi",
                "HammerThrow/v_HammerThrow_g01_c01.avi",
                "HammerThrow/v_HammerThrow_g02_c01.avi",
                "HandstandPushups/v_HandStandPushups_g01_c01.avi")
            .touch(
                "UCF-101/Hammering/v_Hammering_g01_c01.avi",
                "UCF-101/Hammering/v_Hammering_g02_c01.avi",
                "UCF-101/HammerThrow/v_HammerThrow_g01_c01.avi",
                "UCF-101/HammerThrow/v_HammerThrow_g02_c01.avi",
                "UCF-101/HandstandPushups/v_HandStandPushups_g01_c01.avi");
  }

  @Test
  void readsThreeSplitsWithTheOfficialClassNumbers() throws IOException {
    DataSetSplits sets = reader.read(folder);

    assertThat(sets.classes()).containsExactly("Hammering", "HammerThrow", "HandstandPushups");
    assertThat(sets.splits()).extracting(Split::name).containsExactly("split1", "split2", "split3");
    Split first = sets.split("split1");
    assertThat(Miniature.ids(first.test()))
        .containsExactly(
            "UCF-101/HammerThrow/v_HammerThrow_g02_c01.avi",
            "UCF-101/Hammering/v_Hammering_g02_c01.avi");
    assertThat(first.test().files().items().get(0).path())
        .isEqualTo(folder.resolve("UCF-101/HammerThrow/v_HammerThrow_g02_c01.avi"));
    assertThat(first.test().files().label(0)).isEqualTo(1);
    assertThat(first.train().files().label(2)).isEqualTo(2);
    assertThat(sets.split("split3").train().files().classes()).isEqualTo(sets.classes());
  }

  @Test
  void filesThatWereConvertedOrRenamedInCaseAreFound() throws IOException {
    copy.delete("UCF-101/Hammering/v_Hammering_g01_c01.avi");
    copy.delete("UCF-101/HandstandPushups/v_HandStandPushups_g01_c01.avi");
    copy.touch("mp4/v_Hammering_g01_c01.mp4", "mp4/v_HandstandPushups_g01_c01.mp4");

    assertThat(Miniature.ids(reader.read(folder).split("split1").train()))
        .contains("mp4/v_Hammering_g01_c01.mp4", "mp4/v_HandstandPushups_g01_c01.mp4");
  }

  @Test
  void aMissingVideoIsAnErrorThatSaysWhatToDownload() throws IOException {
    copy.delete("UCF-101/HammerThrow/v_HammerThrow_g02_c01.avi");

    assertThatThrownBy(() -> reader.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(
            "split1, test: 1 of 2 files missing, the first is HammerThrow/v_HammerThrow_g02_c01.avi")
        .hasMessageContaining("and 2 faults more")
        .hasMessageContaining("UCF101.rar");
    assertThat(reader.scan(folder).split("split1").test().missing()).hasSize(1);
  }

  @Test
  void aMissingListIsAnErrorThatSaysWhatToDownload() throws IOException {
    copy.delete("ucfTrainTestlist/testlist02.txt");

    assertThatThrownBy(() -> reader.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no testlist02.txt under " + folder)
        .hasMessageContaining("UCF101TrainTestSplits-RecognitionTask.zip");
  }

  @Test
  void aListThatWasCutShortIsAnError() throws IOException {
    copy.write("ucfTrainTestlist/testlist01.txt", "Hammering/v_Hammering_g02_c01.avi");

    assertThatThrownBy(() -> reader.read(folder))
        .hasMessageContaining("split1, test: 1 files listed, 2 expected");
  }

  @Test
  void aClassOutsideTheClassListIsAnError() throws IOException {
    copy.write("ucfTrainTestlist/testlist01.txt", "", "Yoga/v_Yoga_g02_c01.avi");

    assertThatThrownBy(() -> reader.read(folder))
        .hasMessageContaining("testlist01.txt, line 2: not a video of a class in classInd.txt");
  }

  @Test
  void aFolderThatIsNotThereIsAnError() {
    assertThatThrownBy(() -> reader.read(folder.resolve("none")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none is not a folder");
  }

  @Test
  void theWholeSetIsExpectedByDefault() {
    assertThatThrownBy(() -> new Ucf101().read(folder))
        .hasMessageContaining("3 classes found, 101 expected");
  }

  @Test
  void listThatIsNoTextIsNamed() throws IOException {
    Path list = folder.resolve("ucfTrainTestlist/trainlist01.txt");
    Files.write(list, new byte[] {(byte) 0xC3, 'x'});
    assertThatThrownBy(() -> reader.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessage(list + " is not in UTF-8; download it again");
  }
}
