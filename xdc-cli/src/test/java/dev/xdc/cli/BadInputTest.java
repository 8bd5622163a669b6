package dev.xdc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.data.media.FfmpegPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadInputTest {

  @TempDir static Path folder;
  private static Path corpus;
  private static Path train;
  private static Path test;

  @BeforeAll
  static void makeCorpus() throws IOException {
    corpus = Cli.corpus(folder.resolve("clips"));
    train = corpus.resolve("train.csv");
    test = corpus.resolve("test.csv");
  }

  private static Cli.Outcome pretrain(Path data, Path out, Object... more) {
    Object[] args = new Object[5 + more.length];
    System.arraycopy(new Object[] {"pretrain", "--data", data, "--out", out}, 0, args, 0, 5);
    System.arraycopy(more, 0, args, 5, more.length);
    return Cli.run(Cli.SHORT, args);
  }

  @Test
  void missingFile() {
    Cli.Outcome outcome = pretrain(folder.resolve("nothing.csv"), folder.resolve("a"));

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.error()).contains("nothing.csv does not exist").contains("give a CSV file");
  }

  @Test
  void emptyPathIsNotThisFolder() {
    Cli.Outcome outcome = Cli.run("index", "--data", train, "--out", "");

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.error()).contains("'--out'", "it is empty, must name a file or folder");
  }

  @Test
  void messageIsNoLongerThanTwoPaths() {
    Cli.Outcome outcome = Cli.run("pretrain", "--data", "x".repeat(1_000_000), "--out", folder);

    assertThat(outcome.code()).isNotZero();
    assertThat(outcome.error().length()).isLessThan(11_000);
  }

  @Test
  void pageWithoutTheCommandThatWritesIt() {
    Cli.Outcome outcome = pretrain(train, folder.resolve("p"), "--report", folder.resolve("page"));

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.error()).contains("xdc-report.jar is not beside xdc.jar");
    assertThat(folder.resolve("p")).doesNotExist();
  }

  @Test
  void folderWithoutMedia() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    Files.writeString(empty.resolve("notes.txt"), "no media here");

    Cli.Outcome outcome = pretrain(empty, folder.resolve("b"));

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.error()).contains("holds no media file").contains("mp4");
  }

  @Test
  void csvWithWrongHeader() throws IOException {
    Path csv = Files.writeString(folder.resolve("header.csv"), "file;class\na.mp4;1\n");

    Cli.Outcome outcome = pretrain(csv, folder.resolve("c"));

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.error()).contains("line 1", "expected the header path,label");
  }

  @Test
  void unreadableAndSilentClipsAreNamedAndLeftOut() throws IOException, InterruptedException {
    Path broken = Files.writeString(corpus.resolve("broken.mp4"), "this is no video");
    Path silent = corpus.resolve("silent.mp4");
    Process strip =
        new ProcessBuilder(
                FfmpegPrograms.find().ffmpeg().toString(),
                "-nostdin",
                "-loglevel",
                "error",
                "-i",
                corpus.resolve("train/00000.mp4").toString(),
                "-an",
                "-c:v",
                "copy",
                silent.toString())
            .inheritIO()
            .start();
    assertThat(strip.waitFor()).isZero();
    Path csv = corpus.resolve("mixed.csv");
    Files.copy(train, csv);
    Files.writeString(csv, "broken.mp4,bar-spin\nsilent.mp4,bar-spin\n", StandardOpenOption.APPEND);
    Path json = folder.resolve("mixed.json");

    Cli.Outcome outcome = pretrain(csv, folder.resolve("d"), "--json", json);

    assertThat(outcome.code()).isZero();
    assertThat(outcome.err()).contains(broken.toString()).contains(silent + ": no sound");
    assertThat(Cli.json(json).get("leftOut").getAsInt()).isEqualTo(2);
    assertThat(Cli.json(json).get("videos").getAsInt()).isEqualTo(24);
    assertThat(folder.resolve("d/final/model.json")).exists();
  }

  @Test
  void moreClustersThanClips() {
    Cli.Outcome outcome =
        Cli.run(
            "pretrain",
            "--data",
            train,
            "--out",
            folder.resolve("e"),
            "--preset",
            "tiny",
            "--clusters",
            "25");

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.error()).contains("clusters is 25", "24 clips");
  }

  @Test
  void unknownMethod() {
    Cli.Outcome outcome = pretrain(train, folder.resolve("f"), "--method", "magic");

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.error()).contains("'magic'", "sdc, mdc, cdc, xdc, same-video, same-audio");
    assertThat(folder.resolve("f")).doesNotExist();
  }

  @Test
  void modelFolderMissing() {
    Cli.Outcome outcome =
        Cli.run("probe", "--model", folder.resolve("none"), "--train", train, "--test", test);

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.error()).contains("holds no model");
  }

  @Test
  void labelsMissing() throws IOException {
    Path bare = Files.writeString(corpus.resolve("bare.csv"), "path\ntrain/00000.mp4\n");

    Cli.Outcome outcome =
        Cli.run("finetune", "--scratch", "--preset", "tiny", "--train", bare, "--test", test);

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.error()).contains("--train", "no labels", "path,label");
  }

  @Test
  void outputFolderOfAnotherRun() throws IOException {
    Path out = folder.resolve("g");
    assertThat(pretrain(train, out, "--seed", "1").code()).isZero();
    List<String> before = Files.readAllLines(out.resolve("metrics.jsonl"));

    Cli.Outcome outcome = pretrain(train, out, "--seed", "2");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.error()).contains("seed was 1, now 2", "choose another folder");
    assertThat(Files.readAllLines(out.resolve("metrics.jsonl"))).isEqualTo(before);
  }

  @Test
  void outputFolderIsAFile() throws IOException {
    Path file = Files.writeString(folder.resolve("occupied"), "mine");

    Cli.Outcome outcome = pretrain(train, file);

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.error()).contains("occupied", "is a file");
    assertThat(file).hasContent("mine");
  }
}
