package dev.xdc.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xdc.NamedSettings;
import dev.xdc.Preset;
import dev.xdc.cli.command.ParsedPretrain;
import dev.xdc.cli.command.PretrainCommand;
import dev.xdc.cli.option.ConfigDefaults;
import dev.xdc.engine.TorchEngine;
import dev.xdc.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

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

  @Test
  void theFileInTheRunFolderDoesNotDependOnThePreset() throws IOException {
    String text = Files.readString(first.resolve("run.yaml"));
    assertThat(text)
        .contains("epochs: 1", "config.batchSize: 32", "config.schedule.baseRate: 0.05");
    Path otherPreset = yaml(text.replace("preset: tiny", "preset: paper"));
    Preset before = ParsedPretrain.of(first.resolve("run.yaml")).preset();
    Preset now = ParsedPretrain.of(otherPreset).preset();
    assertThat(ofClustering(now)).isEqualTo(ofClustering(before));
    assertThat(now.protocol()).as("the preset is another").isNotEqualTo(before.protocol());

    Path third = folder.resolve("third");
    Cli.Outcome outcome = Cli.run("pretrain", "--config", otherPreset, "--out", third);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(third.resolve("final/video.safetensors"))
        .hasSameBinaryContentAs(first.resolve("final/video.safetensors"));
  }

  /** Returns the settings that have a meaning for a method that clusters. */
  private static Map<String, Object> ofClustering(Preset preset) {
    Map<String, Object> settings = NamedSettings.of(preset);
    settings.keySet().removeIf(name -> name.startsWith("supervised."));
    return settings;
  }

  @Test
  void settingsWithoutAnOptionAreKeysThatOptionsAndAPresetReplace() throws IOException {
    Path config =
        yaml(
            """
            data: x
            out: y
            config.clipsPerVideo: 4
            config.schedule.epochs: 7
            config.lastSchedule.epochs: 8
            """);
    assertThat(pretraining(config).config().clipsPerVideo()).isEqualTo(4);
    assertThat(pretraining(config).config().schedule(1).epochs()).isEqualTo(7);
    assertThat(pretraining(config).config().lastSchedule().epochs()).isEqualTo(8);
    Preset shorter = pretraining(config, "--epochs=2", "--set", "config.clipsPerVideo=3");
    assertThat(shorter.config().schedule(1).epochs()).isEqualTo(2);
    assertThat(shorter.config().lastSchedule().epochs()).isEqualTo(2);
    assertThat(shorter.config().clipsPerVideo()).isEqualTo(3);
    assertThat(pretraining(config, "--preset=paper").config()).isEqualTo(Preset.paper().config());
    assertThat(Cli.run("pretrain", "--config", yaml("data: x\nout: y\nclip.flip: so\n")).error())
        .contains("clip.flip is so, must be true or false");
  }

  @Test
  void deepFilesAreRefusedByLine() throws IOException {
    for (String deep : List.of("[".repeat(200_000), "{a: ".repeat(100_000))) {
      Cli.Outcome refused = Cli.run("pretrain", "--config", yaml("out: y\ndata: " + deep + "\n"));
      assertThat(refused.code()).isEqualTo(2);
      assertThat(refused.error()).contains("line 2: a key must have one value");
    }
  }

  private static Preset pretraining(Path config, String... more) throws IOException {
    List<String> args = new ArrayList<>(List.of("pretrain", "--config", config.toString()));
    args.addAll(List.of(more));
    CommandLine line = new CommandLine(new XdcCommand()).setCaseInsensitiveEnumValuesAllowed(true);
    line.parseArgs(ConfigDefaults.of(line, args.toArray(String[]::new)).args());
    PretrainCommand command = line.getSubcommands().get("pretrain").getCommand();
    return command.preset();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "epoch: 3 | line 2: unknown key 'epoch', did you mean 'epochs'?",
        "zzzzzzz: 3 | line 2: unknown key 'zzzzzzz', see xdc pretrain --help",
        "config.batchsize: 3 | unknown key 'config.batchsize', did you mean 'config.batchSize'?",
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
  void aFileMayBeGivenInEitherFormAndAnywhere() throws IOException {
    Path config = yaml("epoch: 3\n");
    Object[][] lines = {
      {"pretrain", "--config=" + config},
      {"pretrain", "--config", config},
      {"--config=" + config, "pretrain"},
      {"--config", config, "pretrain"},
    };
    for (Object[] line : lines) {
      Cli.Outcome outcome = Cli.run(line);
      assertThat(outcome.error()).as(Arrays.toString(line)).contains("unknown key 'epoch'");
    }
  }

  private static Path yaml(String text) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "file", ".yaml"), text);
  }

  @Test
  void optionsThatExcludeEachOtherMayStandInAFile() throws IOException {
    String sets = "train: " + train + "\ntest: " + train + "\nepochs: 1\npreset: tiny\n";
    String missing = folder.resolve("no-model").toString();
    Path model = yaml(sets + "model: " + missing + "\nscratch: false\n");

    Cli.Outcome fromFile = Cli.run("finetune", "--config", model);
    assertThat(fromFile.error()).contains(missing, "model.json is missing");
    Cli.Outcome won = Cli.run("finetune", "--config", model, "--scratch", "--modality=audio");
    assertThat(won.code()).as(won.err()).isZero();

    Path both = yaml("scratch: true\nepochs: 2\nmodel: " + missing + "\n");
    Cli.Outcome refused = Cli.run("finetune", "--config", both);
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.error())
        .contains("line 1, key scratch and ", "line 3, key model exclude each other: keep one");
  }

  @Test
  void flagsOnTheCommandLineStayOnWhenTheFileHasThemToo() throws IOException {
    Path config = yaml("data: x\nout: y\nforce: true\n");
    for (List<String> args :
        List.of(List.<String>of(), List.of("--force"), List.of("--force=false"))) {
      List<String> all = new ArrayList<>(List.of("pretrain", "--config", config.toString()));
      all.addAll(args);
      CommandLine line = new CommandLine(new XdcCommand());
      var parsed =
          line.parseArgs(ConfigDefaults.of(line, all.toArray(String[]::new)).args()).subcommand();
      assertThat(parsed.commandSpec().findOption("--force").<Boolean>getValue())
          .as("%s", args)
          .isEqualTo(!args.contains("--force=false"));
    }
  }

  @Test
  void commandsInsideCommandsTakeAFile() throws IOException {
    Path weights = first.resolve("final/video.safetensors");
    Path out = folder.resolve("inner");
    Cli.Outcome outcome =
        Cli.run("weights", "convert", weights, out, "--config", yaml("frames: 4\n"));
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(Cli.json(out.resolve("model.json")).getAsJsonObject("clip").get("frames").getAsInt())
        .isEqualTo(4);
  }

  @Test
  void aRefusedRunLeavesTheSettingsOfTheOneThatIsThere() throws IOException {
    String before = Files.readString(first.resolve("run.yaml"));
    Cli.Outcome refused =
        Cli.run(Cli.SHORT, "pretrain", "--data", train, "--out", first, "--seed", 5);
    assertThat(refused.error()).contains("seed was 1, now 5");
    assertThat(first.resolve("run.yaml")).hasContent(before);
  }

  private static float[] stem(Path model) throws IOException {
    try (NDManager manager = TorchEngine.newManager()) {
      return Safetensors.read(model.resolve("video.safetensors"), manager)
          .get("stem.0.weight")
          .toFloatArray();
    }
  }

  @Test
  void startsFromWeightsAndGoesOnOnlyWithThem() throws IOException {
    Path out = folder.resolve("started");
    Object[] args = {
      "pretrain",
      "--data",
      train,
      "--out",
      out,
      "--seed",
      2,
      "--lr",
      "1e-20",
      "--init-video",
      first.resolve("final")
    };
    Cli.Outcome outcome = Cli.run(Cli.SHORT, args);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(stem(out.resolve("final"))).isEqualTo(stem(first.resolve("final")));

    assertThat(Cli.run(Cli.SHORT, args).code()).as("the same again").isZero();
    Cli.Outcome fresh = Cli.run(Cli.SHORT, Arrays.copyOf(args, 9));
    assertThat(fresh.error()).contains("first video weights was ", ", now not set");
  }

  @Test
  void startsFromPartOfTheWeightsIfAskedTo() throws IOException {
    Path part = folder.resolve("part.safetensors");
    try (NDManager manager = TorchEngine.newManager()) {
      Map<String, NDArray> arrays =
          new LinkedHashMap<>(Safetensors.read(first.resolve("final/video.safetensors"), manager));
      arrays.remove("stem.1.bias");
      Safetensors.write(part, arrays);
    }
    Path out = folder.resolve("parted");
    Object[] args = {"pretrain", "--data", train, "--out", out, "--lr=1e-20", "--init-video", part};
    assertThat(Cli.run(Cli.SHORT, args).error()).contains("stem.1.bias is missing");
    args[5] = "--init-fit=partial";
    Cli.Outcome outcome = Cli.run(Cli.SHORT, args);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.err())
        .contains(part + ": ", " loaded, 1 missing (stem.1.bias), 0 unexpected");
    assertThat(out.resolve("run.yaml")).content().contains("init-fit: partial");
  }

  @Test
  void weightsThatDoNotFitAreRefused() throws IOException {
    Path model = first.resolve("final");
    Path out = folder.resolve("refused");
    Object[] args = {"pretrain", "--data", train, "--out", out, "--init-video"};
    Object[] sound = Arrays.copyOf(args, 7);
    sound[6] = model.resolve("audio.safetensors");
    assertThat(Cli.run(Cli.SHORT, sound).error())
        .contains("--init-video is", "holds AudioResNet-10A x8, must hold a video encoder");
    Path hostile =
        Files.writeString(folder.resolve("own.pth"), "\u0080\2cos\nsystem\n.", ISO_8859_1);
    sound[6] = hostile;
    assertThat(Cli.run(Cli.SHORT, sound).error())
        .contains(hostile + " is refused", "names os.system", "nothing was run");
    sound[6] = Files.copy(hostile, folder.resolve("r2plus1d_18-91a641e6.pth"));
    assertThat(Cli.run(Cli.SHORT, sound).error()).contains("must be 91a641e6");
    sound[6] = "r2plus1d";
    assertThat(Cli.run(Cli.SHORT, sound).error())
        .contains("is no file or folder, and none of the published weights");
    sound[6] = model;
    assertThat(Cli.run(List.of("--method=same-video"), sound).error())
        .contains("--init-video does not go with --method same-video");
    args[5] = "--audio-stem=B";
    assertThat(Cli.run(List.of("--init-audio=" + model), args).error())
        .contains("--audio-stem is B, but the weights of --init-audio are of stem A");
    assertThat(out).doesNotExist();
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
            "epoch 1: learning rate 0.0500000 at its end",
            "1 round, 1 epoch of 1 step",
            "video: ",
            "expected ");
    assertThat(out).doesNotExist();
  }

  @Test
  void aDryRunOfFineTuningCountsTheLabelsThatAreUsed() {
    Cli.Outcome outcome =
        Cli.run(
            "finetune",
            "--scratch",
            "--preset=tiny",
            "--train",
            train,
            "--test",
            train,
            "--labels-per-class=1",
            "--epochs=3",
            "--lr=0.5",
            "--gamma=0.5",
            "--decay-from=start",
            "--modality=audio",
            "--dry-run");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains(
            "12 of 24 videos to learn 12 classes from, 24 to test on with 1 clip each",
            "gamma=0.5, baseRate=0.5, stepsAfterWarmup=false",
            "epoch 3: learning rate 0.500000 at its end",
            "3 epochs of 1 step for each encoder",
            "audio: 36 clips to train on at ",
            "24 to describe, watch or test at ",
            "expected ")
        .doesNotContain("video: ");
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
        .contains(
            "r2plus1d is no file or folder, and none of the published weights",
            "r2plus1d_18_fs_imagenet");
  }
}
