package dev.xdc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.data.reader.MediaList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSetsCommandTest {

  @TempDir Path folder;

  /** Makes the folders of ESC-10 with empty sounds, as many as published. */
  private Path esc10() throws IOException {
    Path root = folder.resolve("esc10");
    for (int c = 1; c <= 10; c++) {
      Path target = Files.createDirectories(root.resolve(String.format("%03d - Sound %d", c, c)));
      for (int i = 0; i < 40; i++) {
        Files.createFile(target.resolve(i / 8 + 1 + "-" + (1000 * c + i) + "-A.ogg"));
      }
    }
    return root;
  }

  @Test
  void listsTheDataSets() {
    Cli.Outcome outcome = Cli.run("datasets");

    assertThat(outcome.code()).isZero();
    assertThat(outcome.out().lines().map(line -> line.replaceAll(" .*", "")))
        .contains("kinetics400", "audioset", "ucf101", "esc50", "dcase", "csv");
  }

  @Test
  void saysWhatToDownload() {
    Cli.Outcome outcome = Cli.run("datasets", "ucf101");

    assertThat(outcome.code()).isZero();
    assertThat(outcome.out())
        .contains("9537 to learn from, 3783 to test on", "UCF101.rar", "ucfTrainTestlist");
  }

  @Test
  void checksACopyAndWritesItsFolds() throws IOException {
    Path out = folder.resolve("csv");

    Cli.Outcome outcome = Cli.run("datasets", "esc10", "--root", esc10(), "--csv", out);

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("fold5      train 320 of 320, test 80 of 80", "OK");
    MediaList train = MediaList.of(out.resolve("fold3/train.csv"));
    MediaList test = MediaList.of(out.resolve("fold3/test.csv"));
    assertThat(train.size()).isEqualTo(320);
    assertThat(test.size()).isEqualTo(80);
    assertThat(test.classes()).hasSize(10).isEqualTo(train.classes());
    List<Path> all = new ArrayList<>();
    train.items().forEach(item -> all.add(item.path()));
    test.items().forEach(item -> all.add(item.path()));
    assertThat(all).doesNotHaveDuplicates().allMatch(Files::isRegularFile);
  }

  @Test
  void aWrongCountFailsAndWritesNothingUnlessForced() throws IOException {
    Path root = esc10();
    Files.delete(root.resolve("004 - Sound 4/2-4008-A.ogg"));
    Path out = folder.resolve("csv");

    Cli.Outcome refused = Cli.run("datasets", "esc10", "--root", root, "--csv", out);

    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.out())
        .contains("FAIL  fold2, test: 79 files listed, 80 expected", "expected layout:");
    assertThat(out).doesNotExist();

    Cli.Outcome forced = Cli.run("datasets", "esc10", "--root", root, "--csv", out, "--force");

    assertThat(forced.code()).isEqualTo(1);
    assertThat(MediaList.of(out.resolve("fold2/test.csv")).size()).isEqualTo(79);
  }

  @Test
  void wrongArgumentsAreNamed() {
    assertThat(Cli.run("datasets", "imagenet").error())
        .contains("data set is imagenet, must be one of kinetics400");
    assertThat(Cli.run("datasets", "--root", folder).error()).contains("need the NAME");
    assertThat(Cli.run("datasets", "esc10", "--csv", folder).code()).isEqualTo(2);
    Cli.Outcome empty = Cli.run("datasets", "esc10", "--root", folder);
    assertThat(empty.code()).isEqualTo(1);
    assertThat(empty.error()).contains("https://github.com/karolpiczak/ESC-10");
  }
}
