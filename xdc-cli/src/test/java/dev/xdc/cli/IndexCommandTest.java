package dev.xdc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.xdc.Preset;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.data.reader.MediaList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class IndexCommandTest {

  @TempDir static Path folder;
  private static Path train;
  private static Path mixed;

  @BeforeAll
  static void makeCorpus() throws IOException {
    Path corpus = Cli.corpus(folder.resolve("clips"));
    train = corpus.resolve("train.csv");
    mixed = Files.createDirectories(folder.resolve("mixed"));
    for (int i = 0; i < 3; i++) {
      Files.copy(corpus.resolve("train/0000" + i + ".mp4"), mixed.resolve(i + ".mp4"));
    }
    Files.writeString(mixed.resolve("broken.mp4"), "no video");
    Files.writeString(mixed.resolve("list.txt"), "ffconcat version 1.0\nfile /etc/hostname\n");
    Files.writeString(mixed.resolve("notes"), "no media");
  }

  @Test
  void aFolderIsIndexedAndRefusalsAreCounted() throws IOException {
    Path out = folder.resolve("a/index.jsonl");
    Path json = folder.resolve("a.json");

    Cli.Outcome outcome = Cli.run("index", "--data", mixed, "--out", out, "--json", json);

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains(out + ": 3 of 4 files can be used; 4 probed in ")
        .containsPattern("refused because +files +for example")
        .containsPattern("unreadable +1 +broken\\.mp4: is not readable as media");
    assertThat(outcome.err()).contains("2 files were passed over", "--all-files");
    JsonObject summary = Cli.json(json);
    assertThat(summary.get("usable").getAsInt()).isEqualTo(3);
    assertThat(summary.get("refused").getAsInt()).isEqualTo(1);
    JsonObject group = summary.getAsJsonObject("refusals").getAsJsonObject("unreadable");
    assertThat(group.get("files").getAsInt()).isEqualTo(1);
    assertThat(group.get("example").getAsString()).isEqualTo("broken.mp4");
    List<String> lines = Files.readAllLines(out);
    assertThat(lines).hasSize(5);
    JsonObject row = JsonParser.parseString(lines.get(1)).getAsJsonObject();
    assertThat(row.get("id").getAsString()).isEqualTo("0.mp4");
    assertThat(row.getAsJsonObject("video").get("width").getAsInt()).isEqualTo(64);
    assertThat(row.getAsJsonObject("audio").get("codec").getAsString()).isEqualTo("aac");

    Cli.Outcome again = Cli.run("index", "--data", mixed, "--out", out);

    assertThat(again.out()).contains("; 0 probed in ");
    assertThat(Files.readAllLines(out)).isEqualTo(lines);
  }

  @Test
  void allFilesOfAFolderAreIndexedOnRequest() {
    Cli.Outcome outcome =
        Cli.run("index", "--data", mixed, "--out", folder.resolve("b.jsonl"), "--all-files");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("3 of 6 files can be used")
        .containsPattern("format not allowed +1 +list\\.txt: format not allowed: concat");
    assertThat(outcome.err()).doesNotContain("--all-files");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void namesThatAreNoTextAreIndexedAndRead() throws Exception {
    Path odd = Files.createDirectories(folder.resolve("odd"));
    Path clip = mixed.resolve("0.mp4");
    for (String name : List.of("bad\\344.mp4", "bad\\345.mp4", "line\\nend 100%%.mp4")) {
      String copy = "cp '" + clip + "' \"$(printf '" + name + "')\"";
      assertThat(new ProcessBuilder("sh", "-c", copy).directory(odd.toFile()).start().waitFor())
          .isZero();
    }
    Path out = folder.resolve("odd.jsonl");

    Cli.Outcome outcome = Cli.run("index", "--data", odd, "--out", out, "--strict");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(Files.readAllLines(out)).hasSize(4);
    assertThat(Cli.run("index", "--data", odd, "--out", out).out()).contains("; 0 probed");
    try (MediaDataset clips =
        MediaDataset.builder().setFiles(MediaList.of(out)).setSpec(Preset.tiny().clip()).build()) {
      assertThat(clips.size()).isEqualTo(3);
      assertThat(List.of(clips.id(0), clips.id(1), clips.id(2)))
          .containsExactly("bad%E4.mp4", "bad%E5.mp4", "line\nend 100%.mp4");
    }
  }

  @Test
  void theTableHoldsNoControlCharacters() throws IOException {
    Path out = folder.resolve("f.jsonl");
    assertThat(Cli.run("index", "--data", mixed, "--out", out).code()).isZero();
    String index = Files.readString(out);
    Files.writeString(
        out, index.replace("is not readable", "is\\u001b[31m not\\u0007\\u009b readable"));

    Cli.Outcome outcome = Cli.run("index", "--data", mixed, "--out", out);

    assertThat(outcome.out())
        .contains("; 0 probed", "broken.mp4: is?[31m not?? readable")
        .doesNotContain("\u001b", "\u0007", "\u009b");
  }

  @Test
  void tagsOfACsvFileAreIndexed() throws IOException {
    Path csv = mixed.resolve("tags.csv");
    Files.writeString(csv, "path,tags\n0.mp4,Dog;Owl\n1.mp4,Cat\n");
    Path out = folder.resolve("g.jsonl");

    assertThat(Cli.run("index", "--data", csv, "--out", out).code()).isZero();
    Files.delete(csv);

    assertThat(MediaList.of(out).isTagged()).isTrue();
    assertThat(MediaList.of(out).tags(0)).containsExactly(1, 2);
  }

  @Test
  void strictFailsOnAnyRefusalAfterWritingTheIndex() throws IOException {
    Path out = folder.resolve("c.jsonl");

    Cli.Outcome outcome = Cli.run("index", "--data", mixed, "--out", out, "--strict");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.error()).isEqualTo("1 of 4 files are refused, and --strict is given");
    assertThat(outcome.out()).contains("unreadable");
    assertThat(Files.readAllLines(out)).hasSize(5);

    Path good = Files.createDirectories(folder.resolve("good"));
    Files.copy(mixed.resolve("0.mp4"), good.resolve("0.mp4"));
    Files.delete(out);
    Cli.Outcome clean = Cli.run("index", "--data", good, "--out", out, "--strict");
    assertThat(clean.code()).as(clean.err()).isZero();
  }

  @Test
  void trainingWorksFromAnIndex() throws IOException {
    Path index = folder.resolve("d.jsonl");
    Path csv = train.resolveSibling("with-broken.csv");
    Files.copy(mixed.resolve("broken.mp4"), train.resolveSibling("broken.mp4"));
    Files.writeString(csv, Files.readString(train) + "broken.mp4,bar-spin\n");
    assertThat(Cli.run("index", "--data", csv, "--out", index).code()).isZero();
    Path json = folder.resolve("d.json");

    Cli.Outcome outcome =
        Cli.run(
            Cli.SHORT,
            "pretrain",
            "--data",
            index,
            "--out",
            folder.resolve("run"),
            "--json",
            json,
            "--method",
            "same-audio");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(Cli.json(json).get("videos").getAsInt()).isEqualTo(24);
    assertThat(Cli.json(json).get("leftOut").getAsInt()).isEqualTo(1);

    Files.writeString(train.resolveSibling("train/00003.mp4"), "replaced");
    Cli.Outcome changed =
        Cli.run(Cli.SHORT, "pretrain", "--data", index, "--out", folder.resolve("run2"));
    assertThat(changed.code()).isEqualTo(1);
    assertThat(changed.error())
        .contains("a file has changed since", "00003.mp4 had", "now 8", "index the files again");
  }

  @Test
  void aCsvFileOrAFileThatIsNoIndexIsNotOverwritten() throws IOException {
    Path csv = Files.copy(train, folder.resolve("precious.csv"));

    Cli.Outcome outcome = Cli.run("index", "--data", mixed, "--out", csv);

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.error()).contains("precious.csv", "index");
    assertThat(csv).hasSameBinaryContentAs(train);
  }

  @Test
  void wrongArgumentsAreNamed() {
    Path out = folder.resolve("e.jsonl");

    assertThat(Cli.run("index", "--data", mixed, "--out", out, "--require", "smell").error())
        .contains("--require", "smell", "[VIDEO, AUDIO]");
    assertThat(Cli.run("index", "--data", mixed, "--out", out, "--probe-threads", "0").code())
        .isEqualTo(2);
    assertThat(Cli.run("index", "--data", mixed, "--out", out, "--min-seconds", "-1").code())
        .isEqualTo(2);
    assertThat(out).doesNotExist();
  }
}
