package dev.xdc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PretrainCommandTest {

  @TempDir static Path folder;
  private static Path train;

  @BeforeAll
  static void makeCorpus() throws IOException {
    train = Cli.corpus(folder.resolve("clips")).resolve("train.csv");
  }

  @Test
  void leavesAModelAndGoesOnWhereItWas() throws IOException {
    Path out = folder.resolve("run");
    Path json = folder.resolve("run.json");

    Cli.Outcome first =
        Cli.run(Cli.SHORT, "pretrain", "--data", train, "--out", out, "--json", json);

    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.out()).contains(out.resolve("final") + " after 1 round on 24 videos");
    assertThat(first.err()).contains("round 1 video epoch 1/1: loss", "round 1/1 done", " left");
    JsonObject result = Cli.json(json);
    assertThat(result.get("model").getAsString()).isEqualTo(out.resolve("final").toString());
    assertThat(result.get("rounds").getAsInt()).isEqualTo(1);
    assertThat(result.get("seconds").getAsDouble()).isPositive();
    assertThat(first.out())
        .contains("collapse: none", "data: 24 videos; few", "try: more videos")
        .containsPattern("xdc (clusters|report) --run " + out) // by what is installed
        .contains("xdc embed --model " + out.resolve("final"));
    JsonObject quality = result.getAsJsonObject("quality");
    assertThat(quality.get("collapsed").getAsBoolean()).isFalse();
    assertThat(quality.get("videos").getAsInt()).isEqualTo(24);
    Path weights = out.resolve("final/video.safetensors");
    byte[] before = Files.readAllBytes(weights);

    Cli.Outcome second =
        Cli.run(Cli.SHORT, "pretrain", "--data", train, "--out", out, "--json", json);

    assertThat(second.code()).as(second.err()).isZero();
    assertThat(second.err()).contains("resuming").doesNotContain("epoch");
    assertThat(Files.readAllBytes(weights)).isEqualTo(before);
  }

  @Test
  void aCollapsedRunEndsWithThreeIfAskedAndKeepsItsModel() throws IOException {
    Path copies = Files.createDirectories(folder.resolve("copies"));
    for (int i = 0; i < 11; i++) {
      Files.copy(train.resolveSibling("train/00000.mp4"), copies.resolve(i + ".mp4"));
    }
    Files.copy(train.resolveSibling("train/00005.mp4"), copies.resolve("other.mp4"));
    Path out = folder.resolve("collapsed");
    Path json = folder.resolve("collapsed.json");
    List<Object> args = new ArrayList<>(List.of("pretrain", "--data", copies, "--preset", "tiny"));
    args.addAll(List.of("--clusters", 2, "--rounds", 1, "--epochs", 1));
    args.addAll(List.of("--out", out, "--json", json, "--strict-quality"));

    Cli.Outcome outcome = Cli.run(args.toArray());

    assertThat(outcome.code()).as(outcome.err()).isEqualTo(3);
    assertThat(outcome.out())
        .contains("collapse: YES", "one of 2 video clusters holds 11 of 12 clips");
    JsonObject quality = Cli.json(json).getAsJsonObject("quality");
    assertThat(quality.get("collapsed").getAsBoolean()).isTrue();
    assertThat(out.resolve("final/model.json")).exists();
    args.remove("--strict-quality");
    assertThat(Cli.run(args.toArray()).code()).isZero();
  }

  @Test
  void profileTellsWhatTheTimeWasSpentOn() {
    Path out = folder.resolve("profile");
    List<String> arguments = new ArrayList<>(Cli.SHORT);
    arguments.add("--profile");

    Cli.Outcome outcome = Cli.run(arguments, "pretrain", "--data", train, "--out", out);

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.err()).containsPattern("\\d+ s: .* % waiting for data");
    Map<String, Double> seconds = new LinkedHashMap<>();
    outcome
        .out()
        .lines()
        .map(Pattern.compile("(\\D+?) +(\\d+\\.\\d\\d) .*")::matcher)
        .filter(Matcher::matches)
        .forEach(m -> seconds.put(m.group(1), Double.valueOf(m.group(2))));
    assertThat(seconds)
        .containsKeys("waiting for data", "forward", "backward", "update", "features", "clustering")
        .containsKeys("feature transform", "checkpoint", "other", "all");
    double all = seconds.remove("all");
    assertThat(seconds.values().stream().mapToDouble(s -> s).sum())
        .isCloseTo(all, Offset.offset(0.005 * (seconds.size() + 1)));
  }

  @Test
  void moreRoundsNeedToBeForced() {
    Path out = folder.resolve("longer");
    Object[] one = {
      "pretrain",
      "--data",
      train,
      "--out",
      out,
      "--preset",
      "tiny",
      "--clusters",
      4,
      "--epochs",
      1,
      "--rounds",
      1
    };
    assertThat(Cli.run(one).code()).isZero();
    Object[] two = one.clone();
    two[two.length - 1] = 2;

    Cli.Outcome refused = Cli.run(two);
    Cli.Outcome forced = Cli.run(List.of("--force"), two);

    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.error()).contains("(config.rounds was 1, now 2)", "force the change");
    assertThat(forced.code()).as(forced.err()).isZero();
    assertThat(forced.err()).contains("round 2/2 done").doesNotContain("round 1/");
  }

  @Test
  void clusteringAndPrecisionBelongToTheRun() throws IOException {
    Path out = folder.resolve("spherical");
    Object[] args = {
      "pretrain", "--data", train, "--out", out, "--clustering=spherical", "--precision=bfloat16"
    };
    Cli.Outcome first = Cli.run(Cli.SHORT, args);
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(Files.readString(out.resolve("run.yaml")))
        .contains("clustering: spherical", "precision: bfloat16");

    Object[] plain = Arrays.copyOf(args, 5);
    Cli.Outcome refused = Cli.run(Cli.SHORT, plain);
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.error())
        .contains(
            "clustering was SphericalKMeans[",
            ", now KMeans[",
            "precision was BFLOAT16, BFLOAT16, now FLOAT32, FLOAT32");

    Path again = folder.resolve("spherical-again");
    Cli.Outcome repeated = Cli.run("pretrain", "--config", out.resolve("run.yaml"), "--out", again);
    assertThat(repeated.code()).as(repeated.err()).isZero();
    assertThat(again.resolve("final/video.safetensors"))
        .hasSameBinaryContentAs(out.resolve("final/video.safetensors"));
  }

  @Test
  void optionsOfLaterMethodsAreRepeatedByTheRunsFile() throws IOException {
    Path out = folder.resolve("later");
    Path json = folder.resolve("later.json");
    Cli.Outcome first =
        Cli.run(
            Cli.SHORT,
            "pretrain",
            "--data",
            train,
            "--out",
            out,
            "--clustering=balanced",
            "--head-init=class-means",
            "--first-features=encoder",
            "--warmup-rounds=1",
            "--set=config.validationShare=0.2",
            "--json",
            json);
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(Files.readString(out.resolve("run.yaml")))
        .contains("clustering: balanced", "head-init: class-means", "warmup-rounds: 1");
    assertThat(first.err()).contains("round 1/1: label information ");
    assertThat(first.out()).containsPattern("last round: label information .* AMI");
    assertThat(Cli.json(json).get("labelInformation").getAsDouble()).isFinite();
    assertThat(Cli.json(json).get("crossModalAmi").getAsDouble()).isFinite();

    Path again = folder.resolve("later-again");
    Cli.Outcome repeated = Cli.run("pretrain", "--config", out.resolve("run.yaml"), "--out", again);
    assertThat(repeated.code()).as(repeated.err()).isZero();
    assertThat(again.resolve("final/video.safetensors"))
        .hasSameBinaryContentAs(out.resolve("final/video.safetensors"));
  }

  @Test
  void aDryRunTellsClusteringAndPrecision() {
    Object[] args = {
      "pretrain",
      "--data",
      train,
      "--out",
      folder.resolve("none"),
      "--clustering=minibatch",
      "--precision=bfloat16",
      "--dry-run"
    };
    Cli.Outcome outcome = Cli.run(Cli.SHORT, args);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains(" in BFLOAT16, K = 4 by MiniBatchKMeans[");
  }

  @Test
  void aDryRunPricesTheEncodersOfTheMethod() {
    Object[] args = {"pretrain", "--data", train, "--out", folder.resolve("none"), "--dry-run"};
    Cli.Outcome sound = Cli.run(Cli.SHORT, with(args, "--method=same-audio"));
    assertThat(sound.code()).as(sound.err()).isZero();
    assertThat(sound.out())
        .contains("; AudioResNet-10A x8 and AudioResNet-10A x8 in ")
        .containsPattern("\n  config\\.rounds +1 +config")
        .doesNotContain("XdcConfig[")
        .containsPattern("measured on batches of \\d+ and 32 clips\n")
        .containsPattern("memory of this process about [\\d,]+ MB: .* for decoded videos, ")
        .containsPattern("expected .*, .* of it for hand-crafted features and clustering")
        .doesNotContain("video: ");
    assertThat(sound.out().lines().filter(line -> line.startsWith("audio: "))).hasSize(2);
  }

  private static Object[] with(Object[] args, Object more) {
    Object[] all = Arrays.copyOf(args, args.length + 1);
    all[args.length] = more;
    return all;
  }

  @Test
  void aDryRunRefusesWhatTheRunWould() {
    Object[] args = {"pretrain", "--data", train, "--out", folder.resolve("none"), "--preset=tiny"};
    args = with(args, "--clusters=25");
    Cli.Outcome run = Cli.run(args);
    Cli.Outcome dry = Cli.run(with(args, "--dry-run"));
    assertThat(dry.code()).isEqualTo(2);
    assertThat(dry.error())
        .isEqualTo(run.error())
        .contains("clusters is 25, but there are only 24 clips to train on");
  }

  @Test
  void controlExperimentLeavesOneEncoder() {
    Path out = folder.resolve("same");

    Cli.Outcome outcome =
        Cli.run(Cli.SHORT, "pretrain", "--data", train, "--out", out, "--method", "same-audio");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(out.resolve("final/audio.safetensors")).exists();
    assertThat(out.resolve("final/video.safetensors")).doesNotExist();
  }
}
