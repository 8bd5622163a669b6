package dev.xdc.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigAndWeightsTest {

  @TempDir static Path folder;
  private static Path train;
  private static Path first;

  @BeforeAll
  static void makeARun() throws IOException {
    train = Cli.corpus(folder.resolve("clips")).resolve("train.csv");
    first = folder.resolve("first");
    Cli.Outcome made = Cli.run(Cli.SHORT, "pretrain", "--data", train, "--out", first);
    assertThat(made.code()).as(made.err()).isZero();
  }

  @Test
  void theFileInTheRunFolderRepeatsTheRunAndOptionsWin() throws IOException {
    Path second = folder.resolve("second");
    Cli.Outcome outcome =
        Cli.run("pretrain", "--config", first.resolve("run.yaml"), "--out", second);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    for (String weights : new String[] {"video.safetensors", "audio.safetensors"}) {
      assertThat(second.resolve("final").resolve(weights))
          .hasSameBinaryContentAs(first.resolve("final").resolve(weights));
    }
    assertThat(Files.readString(second.resolve("run.yaml")))
        .contains("clusters: 4", "preset: tiny", "out: " + second.toAbsolutePath());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "epoch: 3 | line 2: unknown key 'epoch', did you mean 'epochs'?",
        "epochs: many | line 2, key epochs",
        "epochs: 0 | must be a whole number, at least 1",
        "lr: -1 | must be a positive number",
        "preset: huge | line 2, key preset",
        "epochs: [1, 2] | line 2: a key must have one value",
        "seed: 2 | line 2: key seed appears twice",
        "'a: ''' | is not YAML",
      })
  void whatIsWrongInAFileIsNamedWithItsLine(String line, String message) throws IOException {
    Path config = Files.writeString(folder.resolve("bad.yaml"), "seed: 1\n" + line + "\n");
    Cli.Outcome outcome =
        Cli.run("pretrain", "--data", train, "--out", folder.resolve("bad"), "--config", config);
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.error()).contains(config.toString(), message);
  }

  @Test
  void aDryRunTellsScheduleAndCostAndLeavesNothing() {
    Path out = folder.resolve("nothing");
    Cli.Outcome outcome =
        Cli.run(Cli.SHORT, "pretrain", "--data", train, "--out", out, "--dry-run");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains(
            "24 videos, 24 to train on",
            "epoch 1: learning rate 0.100000 at its end",
            "1 rounds, 1 epochs of 1 steps",
            "video: ",
            "expected ");
    assertThat(out).doesNotExist();
  }

  @Test
  void weightsAreListedInspectedAndConvertedIntoAModel() {
    assertThat(Cli.run("weights", "list").out())
        .contains("r2plus1d_18_xdc_ig65m_kinetics", "f24f6ffb", "as torchvision");
    Path weights = first.resolve("final/video.safetensors");
    assertThat(Cli.run("weights", "inspect", weights).out())
        .contains("stem.3.weight", "F32 (8, 6, 3, 1, 1)", "R(2+1)D-10 x8");
    Path copy = folder.resolve("copy.safetensors");
    assertThat(Cli.run("weights", "convert", weights, copy).code()).isZero();
    Path model = folder.resolve("model");
    Cli.Outcome made = Cli.run("weights", "convert", copy, model, "--frames", "8");
    assertThat(made.code()).as(made.err()).isZero();
    assertThat(model.resolve("video.safetensors")).hasSameBinaryContentAs(weights);
    assertThat(model.resolve("model.json")).exists();
  }

  @Test
  void namesThePublishedWeightsWhenItKnowsNoOther() {
    Cli.Outcome outcome = Cli.run("weights", "fetch", "r2plus1d");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.error())
        .contains("r2plus1d is neither a file nor one of", "r2plus1d_18_fs_imagenet");
  }
}
