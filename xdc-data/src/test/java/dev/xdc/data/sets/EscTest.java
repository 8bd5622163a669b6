package dev.xdc.data.sets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EscTest {

  private static final String HEADER = "filename,fold,target,category,esc10,src_file,take";

  @TempDir Path folder;

  private Miniature esc50() throws IOException {
    return new Miniature(folder)
        .write(
            "ESC-50-master/meta/esc50.csv",
            HEADER,
            "1-1-A-10.wav,1,10,rain,True,1,A",
            "1-2-A-0.wav,1,0,dog,True,2,A",
            "1-3-A-7.wav,1,7,insects,False,3,A",
            "2-4-A-10.wav,2,10,rain,True,4,A",
            "2-5-A-0.wav,2,0,dog,True,5,A",
            "2-6-A-7.wav,2,7,insects,False,6,A")
        .touch(
            "ESC-50-master/audio/1-1-A-10.wav",
            "ESC-50-master/audio/1-2-A-0.wav",
            "ESC-50-master/audio/1-3-A-7.wav",
            "ESC-50-master/audio/2-4-A-10.wav",
            "ESC-50-master/audio/2-5-A-0.wav",
            "ESC-50-master/audio/2-6-A-7.wav");
  }

  @Test
  void eachFoldOfEsc50IsTestedOnceWithTheOfficialTargets() throws IOException {
    esc50();

    DataSetSplits sets = new Esc50(Folds.sizes(3, 2, 3)).read(folder);

    assertThat(sets.classes()).containsExactly("dog", "insects", "rain");
    assertThat(sets.splits()).extracting(Split::name).containsExactly("fold1", "fold2");
    Split second = sets.split("fold2");
    assertThat(Miniature.labels(second.test())).containsExactly("rain", "dog", "insects");
    assertThat(Miniature.ids(second.train()))
        .containsExactly(
            "ESC-50-master/audio/1-1-A-10.wav",
            "ESC-50-master/audio/1-2-A-0.wav",
            "ESC-50-master/audio/1-3-A-7.wav");
    assertThat(second.test().files().label(0)).isEqualTo(2);
  }

  @Test
  void esc10IsAPartOfEsc50() throws IOException {
    esc50();

    DataSetSplits sets = new Esc10(Folds.sizes(2, 2, 2)).read(folder);

    assertThat(sets.classes()).containsExactly("dog", "rain");
    assertThat(Miniature.labels(sets.split("fold1").test())).containsExactly("rain", "dog");
  }

  @Test
  void esc10IsReadFromAListOfItsOwn() throws IOException {
    new Miniature(folder)
        .write(
            "esc10.csv",
            "path,label,name,fold",
            "001 - Dog bark/1-1-A.ogg,0,Dog bark,1",
            "001 - Dog bark/2-2-A.ogg,0,Dog bark,2",
            "002 - Rain/1-1-A.ogg,1,Rain,1",
            "002 - Rain/2-4-A.ogg,1,Rain,2")
        .touch(
            "001 - Dog bark/1-1-A.ogg",
            "001 - Dog bark/2-2-A.ogg",
            "002 - Rain/1-1-A.ogg",
            "002 - Rain/2-4-A.ogg");

    DataSetSplits sets = new Esc10(Folds.sizes(2, 2, 2)).read(folder);

    assertThat(sets.classes()).containsExactly("Dog bark", "Rain");
    assertThat(Miniature.ids(sets.split("fold1").test()))
        .containsExactly("001 - Dog bark/1-1-A.ogg", "002 - Rain/1-1-A.ogg");
  }

  @Test
  void esc10IsReadFromItsFoldersAlone() throws IOException {
    new Miniature(folder)
        .touch(
            "ESC-10-master/001 - Dog bark/1-1-A.ogg",
            "ESC-10-master/001 - Dog bark/2-2-A.ogg",
            "ESC-10-master/002 - Rain/1-1-A.ogg",
            "ESC-10-master/002 - Rain/2-4-A.ogg",
            "ESC-10-master/stray.ogg");

    DataSetSplits sets = new Esc10(Folds.sizes(2, 2, 2)).read(folder);

    assertThat(sets.classes()).containsExactly("Dog bark", "Rain");
    assertThat(Miniature.ids(sets.split("fold2").test()))
        .containsExactly(
            "ESC-10-master/001 - Dog bark/2-2-A.ogg", "ESC-10-master/002 - Rain/2-4-A.ogg");
  }

  @Test
  void missingSoundsAreCounted() throws IOException {
    esc50().delete("ESC-50-master/audio/2-5-A-0.wav");

    assertThatThrownBy(() -> new Esc50(Folds.sizes(3, 2, 3)).read(folder))
        .hasMessageContaining("fold1, train: 1 of 3 files missing, the first is 2-5-A-0.wav")
        .hasMessageContaining("karolpiczak/ESC-50");
  }

  @Test
  void wrongCountsSayWhatIsExpected() throws IOException {
    esc50();

    assertThatThrownBy(() -> new Esc50().read(folder))
        .hasMessageContaining("3 classes found, 50 expected");
    assertThat(new Esc50().scan(folder).faults())
        .contains(
            "fold1, train: 3 files listed, 1600 expected",
            "fold1, test: 3 files listed, 400 expected");
  }

  @Test
  void listsThatAreNotAsPublishedAreRefused() throws IOException {
    Miniature copy = new Miniature(folder);
    Esc50 reader = new Esc50(Folds.sizes(3, 2, 3));

    copy.write("esc50.csv", "file,fold,target", "a.wav,1,0");
    assertThatThrownBy(() -> reader.read(folder))
        .hasMessageContaining("esc50.csv, line 1: expected the columns filename,fold,target");

    copy.write("esc50.csv", HEADER, "a.wav,one,0,dog,True,1,A");
    assertThatThrownBy(() -> reader.read(folder)).hasMessageContaining("line 2: fold is \"one\"");

    copy.write("esc50.csv", HEADER, "a.wav,1,0,dog,True,1,A", "b.wav,1,0,cat,True,1,A");
    assertThatThrownBy(() -> reader.read(folder))
        .hasMessageContaining("line 3: target 0 and category cat contradict");

    copy.write("esc50.csv", HEADER, "a.wav,1,0");
    assertThatThrownBy(() -> reader.read(folder))
        .hasMessageContaining("line 2: 3 cells, must be 7");
  }

  @Test
  void nothingToReadSaysWhatToDownload() {
    assertThatThrownBy(() -> new Esc50().read(folder)).hasMessageContaining("no esc50.csv under");
    assertThatThrownBy(() -> new Esc10().read(folder)).hasMessageContaining("karolpiczak/ESC-10");
  }
}
