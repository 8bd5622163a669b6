package dev.xdc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetrainCommandTest {

  @TempDir static Path folder;
  private static Path train;
  private static Path run;

  @BeforeAll
  static void makeARun() throws IOException {
    train = Cli.corpus(folder.resolve("clips")).resolve("train.csv");
    run = folder.resolve("run");
    Cli.Outcome made = Cli.run(Cli.SHORT, "pretrain", "--data", train, "--out", run, "--seed", 7);
    assertThat(made.code()).as(made.err()).isZero();
  }

  @Test
  void takesDataAndSettingsFromTheRunAndGoesOn() throws IOException {
    Path json = folder.resolve("retrain.json");
    Cli.Outcome first = Cli.run("retrain", "--run", run, "--frames", 16, "--json", json);

    assertThat(first.code()).as(first.err()).isZero();
    Path model = run.resolve("long-clips/final");
    assertThat(first.out()).contains(model + " with clips of 16 frames on 24 videos");
    assertThat(first.err())
        .contains("round 1/1 done on 24 clips", "round 1 video epoch 1/1")
        .doesNotContain("audio epoch", "shorter than");
    assertThat(Cli.json(json).get("frames").getAsInt()).isEqualTo(16);
    JsonObject clip = Cli.json(model.resolve("model.json")).getAsJsonObject("clip");
    assertThat(clip.get("frames").getAsInt()).isEqualTo(16);
    JsonObject settings = Cli.json(model.resolve("model.json")).getAsJsonObject("provenance");
    assertThat(settings.get("seed").getAsString()).isEqualTo("7");
    assertThat(settings.get("config.batchSize").getAsString()).isEqualTo("8");
    assertThat(settings.get("config.schedule.baseRate").getAsString()).isEqualTo("0.0125");
    assertThat(model.resolve("audio.safetensors")).doesNotExist();

    byte[] weights = Files.readAllBytes(model.resolve("video.safetensors"));
    Cli.Outcome again = Cli.run("retrain", "--run", run, "--frames", 16);
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.err()).doesNotContain("epoch 1/1");
    assertThat(model.resolve("video.safetensors")).hasBinaryContent(weights);

    assertThat(Files.readString(run.resolve("long-clips/run.yaml")))
        .contains("batch: 8", "data: " + train.toAbsolutePath(), "epochs: 1", "lr: 0.0125")
        .contains("gamma: 0.1", "decay-from: warmup")
        .contains("frames: 16", "precision: float32");

    Cli.Outcome other = Cli.run("retrain", "--run", run);
    assertThat(other.error()).contains("clip.frames was 16, now 32");
    Cli.Outcome repeated =
        Cli.run(
            "retrain",
            "--config",
            run.resolve("long-clips/run.yaml"),
            "--out",
            folder.resolve("repeated"));
    assertThat(repeated.code()).as(repeated.err()).isZero();
    assertThat(folder.resolve("repeated/final/video.safetensors")).hasBinaryContent(weights);
  }

  @Test
  void aRunOnASubsetIsTakenUpOnTheSameVideos() throws IOException {
    Path out = folder.resolve("subset");
    Object[] args = {"pretrain", "--data", train, "--out", out, "--subset", 12, "--subset-seed", 3};
    Cli.Outcome made = Cli.run(Cli.SHORT, args);
    assertThat(made.code()).as(made.err()).isZero();
    assertThat(made.err()).contains("12 of 24 videos at random, seed 3");
    assertThat(made.out()).contains("on 12 videos");
    assertThat(Files.readString(out.resolve("run.yaml"))).contains("subset: 12", "subset-seed: 3");
    JsonObject provenance = Cli.json(out.resolve("final/model.json")).getAsJsonObject("provenance");
    assertThat(provenance.get("subset").getAsString())
        .isEqualTo("12 of 24 videos at random, seed 3");

    Cli.Outcome again = Cli.run("retrain", "--run", out, "--frames", 8);
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.out()).contains("on 12 videos");

    args[args.length - 1] = 4;
    Cli.Outcome other = Cli.run(Cli.SHORT, args);
    assertThat(other.error()).contains("data was 12 videos, ", "cannot change in a run");
  }

  @Test
  void videosShorterThanAClipKeepTheirLabels() {
    Path out = folder.resolve("longest");
    Cli.Outcome outcome = Cli.run("retrain", "--run", run, "--out", out, "--lr", 0.01);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.err())
        .contains("24 of 24 videos shorter than a clip of 32 frames: last frame repeated");
  }

  @Test
  void aDryRunTellsScheduleAndCostAndLeavesNothing() {
    Path out = folder.resolve("nothing");
    Object[] args = {
      "retrain",
      "--run",
      run,
      "--frames",
      16,
      "--epochs",
      2,
      "--out",
      out,
      "--gamma=0.5",
      "--dry-run"
    };
    Cli.Outcome outcome = Cli.run(args);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains(
            "24 videos, 24 to train on; R(2+1)D-10 x8 in FLOAT32 on clips of 16 frames, K = 4",
            "epoch 2: learning rate 0.0125000 at its end",
            "1 round, 2 epochs of 3 steps",
            "video: 48 clips to train on at ",
            "expected ")
        .containsPattern("config\\.schedule\\.gamma +0\\.5 ")
        .containsPattern("config\\.schedule\\.baseRate +0\\.0125 ")
        .doesNotContain("audio: ");
    assertThat(out).doesNotExist();
  }

  @Test
  void aRunStartedFromJavaNeedsItsVideosOnly() throws IOException {
    Path java = folder.resolve("java");
    copy(run, java);
    Files.delete(java.resolve("run.yaml"));
    assertThat(Cli.run("retrain", "--run", java).error())
        .isEqualTo(
            java.resolve("run.yaml")
                + " is missing, as of a run started from Java: give the videos of the run by"
                + " --data");

    Path known = folder.resolve("known");
    Path unknown = folder.resolve("unknown");
    Cli.Outcome first = Cli.run("retrain", "--run", run, "--frames", 8, "--out", known);
    assertThat(first.code()).as(first.err()).isZero();
    Cli.Outcome second =
        Cli.run("retrain", "--run", java, "--data", train, "--frames", 8, "--out", unknown);
    assertThat(second.code()).as(second.err()).isZero();
    assertThat(unknown.resolve("final/video.safetensors"))
        .hasSameBinaryContentAs(known.resolve("final/video.safetensors"));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.filter(f -> !f.startsWith(from.resolve("long-clips"))).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  @Test
  void whatCannotBeTrainedOnIsRefused() throws IOException {
    Cli.Outcome noRun = Cli.run("retrain", "--run", folder.resolve("clips"));
    assertThat(noRun.code()).isEqualTo(2);
    assertThat(noRun.error())
        .contains("holds no run: checkpoints is missing; give the output folder");

    Cli.Outcome shorter = Cli.run("retrain", "--run", run, "--frames", 4);
    assertThat(shorter.error()).contains("--frames is 4, must be at least the run's 8");

    Path some = train.resolveSibling("some.csv");
    List<String> lines = Files.readAllLines(train);
    Files.write(some, lines.subList(0, 20));
    Cli.Outcome others =
        Cli.run("retrain", "--run", run, "--data", some, "--out", folder.resolve("refused"));
    assertThat(others.code()).isEqualTo(2);
    assertThat(others.error())
        .contains("was trained on other items (data was 24 videos, ", "now 19 videos, ");

    Path sound = folder.resolve("sound");
    Cli.Outcome made =
        Cli.run(Cli.SHORT, "pretrain", "--data", train, "--out", sound, "--method=same-audio");
    assertThat(made.code()).as(made.err()).isZero();
    assertThat(Cli.run("retrain", "--run", sound).error()).contains("trained no video encoder");

    assertThat(Cli.run("retrain", "--run", run, "--dry-run", "--json", "x").error())
        .contains("--json does not go with --dry-run");
  }
}
