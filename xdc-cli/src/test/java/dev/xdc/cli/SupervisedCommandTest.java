package dev.xdc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code pretrain --method supervised}. */
class SupervisedCommandTest {
  private static final List<String> SHORT =
      List.of("--method", "supervised", "--preset", "tiny", "--epochs", "1");

  @TempDir static Path folder;
  private static Path train;
  private static Path test;

  @BeforeAll
  static void makeCorpus() throws IOException {
    train = Cli.corpus(folder.resolve("clips")).resolve("train.csv");
    test = train.resolveSibling("test.csv");
  }

  private static List<String> with(String... more) {
    List<String> all = new ArrayList<>(SHORT);
    all.addAll(List.of(more));
    return all;
  }

  private static Object[] with(Object[] args, Object more) {
    Object[] all = Arrays.copyOf(args, args.length + 1);
    all[args.length] = more;
    return all;
  }

  @Test
  void leavesATestedModelThatItsFileRepeats() throws IOException {
    Path out = folder.resolve("run");
    Path json = folder.resolve("run.json");
    Object[] args = {"pretrain", "--data", train, "--test", test, "--out", out, "--json", json};

    Cli.Outcome first = Cli.run(SHORT, args);

    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.out())
        .contains(out.resolve("final") + " after 1 epoch on 24 videos")
        .containsPattern("video: top-1 \\d+\\.\\d % on 12 test videos \\(12 clips\\)\n")
        .containsPattern("audio: top-1 \\d+\\.\\d % on 12 test videos \\(12 clips\\)\n");
    assertThat(first.err())
        .contains("round 1 video epoch 1/1: loss", "round 1 audio epoch 1/1", "1/1 done on 24")
        .doesNotContain("clustered");
    JsonObject scores = Cli.json(json).getAsJsonObject("scores");
    assertThat(scores.getAsJsonObject("audio").get("videos").getAsInt()).isEqualTo(12);
    JsonObject provenance = Cli.json(out.resolve("final/model.json")).getAsJsonObject("provenance");
    assertThat(provenance.get("method").getAsString()).isEqualTo("supervised");
    assertThat(provenance.get("labels").getAsString()).startsWith("12 classes, 24 labels, ");
    assertThat(Files.readString(out.resolve("run.yaml")))
        .contains("method: supervised", "supervised.batchSize: 32", "test: " + test)
        .doesNotContain("config.", "clusters");
    byte[] weights = Files.readAllBytes(out.resolve("final/audio.safetensors"));

    Cli.Outcome again = Cli.run(SHORT, args);
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.err()).contains("resuming").doesNotContain("epoch 1/1");
    assertThat(again.out()).as("told again").contains(lastLine(first.out()));

    Path other = folder.resolve("repeated");
    Cli.Outcome repeated = Cli.run("pretrain", "--config", out.resolve("run.yaml"), "--out", other);
    assertThat(repeated.code()).as(repeated.err()).isZero();
    assertThat(other.resolve("final/audio.safetensors")).hasBinaryContent(weights);

    Cli.Outcome retrained = Cli.run("retrain", "--run", out);
    assertThat(retrained.code()).isEqualTo(2);
    assertThat(retrained.error())
        .contains("is a supervised run", "--long-clips --init-video " + out.resolve("final"));
  }

  private static String lastLine(String text) {
    return text.lines().reduce((a, b) -> b).orElseThrow();
  }

  /** Makes a CSV file with tags of one with labels: the class itself, and whether it is odd. */
  private static Path tagged(Path csv, String name) throws IOException {
    List<String> lines = new ArrayList<>(List.of("path,tags"));
    for (String line : Files.readAllLines(csv).subList(1, Files.readAllLines(csv).size())) {
      String path = line.substring(0, line.indexOf(','));
      String label = line.substring(line.indexOf(',') + 1);
      lines.add(path + "," + label + (label.hashCode() % 2 == 0 ? "" : ";odd"));
    }
    return Files.write(csv.resolveSibling(name), lines);
  }

  @Test
  void tagsAreJudgedByMeanAveragePrecision() throws IOException {
    Path out = folder.resolve("tags");
    Object[] args = {"pretrain", "--data", tagged(train, "tags.csv"), "--out", out};
    Cli.Outcome outcome =
        Cli.run(
            with(
                "--test=" + tagged(test, "test-tags.csv"),
                "--modality=audio",
                "--set=supervised.headDeviation=0"),
            args);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out()).containsPattern("audio: mAP \\d+\\.\\d % on 12 test videos");
    assertThat(outcome.err()).doesNotContain("video epoch");
    assertThat(out.resolve("final/audio.safetensors")).exists();
    assertThat(out.resolve("final/video.safetensors")).doesNotExist();
    assertThat(Files.readString(out.resolve("metrics.jsonl"))).contains("\"measure\":\"mAP\"");
  }

  @Test
  void longClipsHaveAQuarterOfTheBatchAndHeldOutVideosAreTestedOn() throws IOException {
    Path out = folder.resolve("long");
    Object[] args = {"pretrain", "--data", train, "--out", out};
    Cli.Outcome outcome =
        Cli.run(
            with("--modality=video", "--long-clips", "--held-out=0.25", "--set=clip.frames=16"),
            args);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.err()).contains("validation loss");
    assertThat(outcome.out()).containsPattern("video: top-1 \\d+\\.\\d % on 6 held-out videos");
    JsonObject model = Cli.json(out.resolve("final/model.json"));
    assertThat(model.getAsJsonObject("clip").get("frames").getAsInt()).isEqualTo(16);
    JsonObject provenance = model.getAsJsonObject("provenance");
    assertThat(provenance.get("config.batchSize").getAsString()).isEqualTo("8");
    assertThat(provenance.get("config.schedule.baseRate").getAsString()).isEqualTo("0.0125");
    assertThat(Files.readString(out.resolve("run.yaml")))
        .contains("clip.frames: 16", "supervised.batchSize: 8", "long-clips: true");
  }

  @Test
  void aDryRunTellsScheduleAndCostAndLeavesNothing() {
    Path out = folder.resolve("nothing");
    Object[] args = {"pretrain", "--data", train, "--out", out, "--dry-run"};
    Cli.Outcome outcome = Cli.run(with("--test=" + test, "--modality=audio"), args);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains(
            "24 of 24 videos to learn 12 classes from, 12 to test on with 1 clip each;"
                + " AudioResNet-10A x8 in FLOAT32",
            "epoch 1: learning rate 0.0500000 at its end",
            "1 epoch of 1 step for each encoder",
            "audio: 24 clips to train on at ",
            "12 to describe, watch or test",
            "expected ")
        .doesNotContain("video: ");
    assertThat(out).doesNotExist();
  }

  @Test
  void whatDoesNotGoTogetherIsRefused() throws IOException {
    Path bare = train.resolveSibling("bare.csv");
    Files.writeString(bare, "path\n" + Files.readAllLines(train).get(1).split(",")[0] + "\n");
    Object[] args = {"pretrain", "--data", train, "--out", folder.resolve("refused")};
    assertThat(
            Cli.run(SHORT, "pretrain", "--data", bare, "--out", folder.resolve("refused")).error())
        .contains("--data " + bare + " has no labels, which --method supervised needs");
    assertThat(Cli.run(with("--clusters=4"), args).error())
        .contains("--clusters is 4, but --method supervised clusters nothing");
    assertThat(Cli.run(with("--set=config.patience=2"), args).error())
        .contains("--set config.patience has no meaning for --method supervised, whose settings");
    assertThat(Cli.run(Cli.SHORT, with(args, "--set=supervised.patience=2")).error())
        .contains("--set supervised.patience has no meaning for --method xdc");
    assertThat(Cli.run(with("--long-clips"), args).error())
        .contains("--long-clips needs --modality video");
    assertThat(Cli.run(with("--set=supervised.patience=2"), args).error())
        .contains("supervised.patience is 2, must be 0 without held-out videos");
    assertThat(
            Cli.run(Cli.SHORT, "pretrain", "--data", train, "--out", "x", "--test", test).error())
        .contains("--test does not go with --method xdc");
    assertThat(
            Cli.run(Cli.SHORT, "pretrain", "--data", train, "--out", "x", "--modality=video")
                .error())
        .contains("--modality does not go with --method xdc: it trains on both");
    assertThat(folder.resolve("refused")).doesNotExist();
  }
}
