package dev.xdc.data.sets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvPairTest {

  @TempDir Path folder;

  @Test
  void readsTheTwoLists() throws IOException {
    new Miniature(folder)
        .write("train.csv", "path,label", "a.mp4,0", "b.mp4,1")
        .write("test.csv", "path,label", "c.mp4,1")
        .touch("a.mp4", "b.mp4", "c.mp4");

    DataSetSplits sets = new CsvPair().read(folder);

    assertThat(sets.split("test").test().files().label(0)).isEqualTo(1);
    assertThat(sets.classes()).containsExactly("0", "1");
    assertThatThrownBy(() -> CsvPair.avmnist().read(folder))
        .hasMessageContaining("2 classes found, 10 expected");
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    Miniature copy = new Miniature(folder);
    assertThatThrownBy(() -> new CsvPair().read(folder)).hasMessageContaining("no train.csv in");
    copy.write("train.csv", "path,label", "a.mp4,0").touch("a.mp4");
    assertThatThrownBy(() -> new CsvPair().read(folder)).hasMessageContaining("no test.csv in");
    copy.write("test.csv", "path,label", "c.mp4,1");
    assertThatThrownBy(() -> new CsvPair().read(folder))
        .hasMessageContaining("label \"1\" of c.mp4");
    copy.write("test.csv", "path,label", "c.mp4,0");
    assertThatThrownBy(() -> new CsvPair().read(folder))
        .hasMessageContaining("test, test: 1 of 1 files missing, the first is c.mp4");
    copy.write("test.csv", "path", "c.mp4");
    assertThatThrownBy(() -> new CsvPair().read(folder)).hasMessageContaining("has no labels");
  }

  @Test
  void aSplitThatIsNotThereIsNamed() throws IOException {
    new Miniature(folder)
        .write("train.csv", "path,label", "a.mp4,0")
        .write("test.csv", "path,label", "a.mp4,0")
        .touch("a.mp4");

    assertThatThrownBy(() -> new CsvPair().read(folder).split("split1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no split split1, must be one of test");
    assertThatThrownBy(() -> DataSets.of("imagenet"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("kinetics400, kinetics600");
  }
}
