package dev.xdc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.xdc.XdcModel;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.Encoders;
import dev.xdc.engine.TorchEngine;
import dev.xdc.feature.NpyRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuiteCommandsTest {

  @TempDir static Path folder;
  private static Path corpus;

  @BeforeAll
  static void makeCorpus() throws IOException {
    corpus = Cli.corpus(folder.resolve("clips"));
  }

  private static Cli.Outcome evaluate(Path out, Path json, Object... more) {
    Object[] common = {
      "evaluate",
      "--suite",
      "csv",
      "--root",
      corpus,
      "--preset",
      "tiny",
      "--clips",
      "1",
      "--out",
      out,
      "--json",
      json
    };
    Object[] all = new Object[common.length + more.length];
    System.arraycopy(common, 0, all, 0, common.length);
    System.arraycopy(more, 0, all, common.length, more.length);
    return Cli.run(all);
  }

  @Test
  void judgesFrozenEncodersAndGoesOnWhereItStopped() throws IOException {
    Path out = folder.resolve("random");
    Path json = folder.resolve("random.json");
    String protocols = "probe,few-labels,retrieval,clusters";
    Object[] arguments = {
      "--random", "--protocol", protocols, "--labels-per-class", "1,0", "--draws", "2", "--k", "2"
    };
    Cli.Outcome first = evaluate(out, json, arguments);
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.out())
        .contains("video to audio")
        .contains("clip ")
        .contains("R@5 by chance")
        .contains("AMI");
    JsonArray rows = Cli.json(json).getAsJsonArray("rows");
    // Probe, few labels and clusters for two encoders; four directions of retrieval.
    assertThat(rows).hasSize(10);
    long lines = Files.readAllLines(out.resolve("results.jsonl")).size();

    Cli.Outcome again = evaluate(out, json, arguments);
    assertThat(again.out()).isEqualTo(first.out());
    assertThat(Files.readAllLines(out.resolve("results.jsonl"))).hasSize((int) lines);
  }

  @Test
  void judgesFeaturesWithoutANetworkAndSaysInWhichForm() throws IOException {
    Path json = folder.resolve("hand.json");
    Object[] arguments = {
      "--hand-crafted",
      "--protocol",
      "probe,few-labels,retrieval,clusters",
      "--labels-per-class",
      "1,0",
      "--draws",
      "2",
      "--k",
      "2",
      "--seeds",
      "2"
    };
    Cli.Outcome outcome = evaluate(folder.resolve("hand"), json, arguments);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("csv, Hand-crafted, preset tiny")
        .containsPattern("PCA components \\(0: raw\\) (0|32), selected by cross-validation")
        .containsPattern("audio PCA components \\(0: raw\\) (0|32)");
    // Nothing is random in a probe or a retrieval, so that a second seed repeats neither.
    assertThat(Cli.json(json).getAsJsonArray("rows"))
        .hasSize(10)
        .allSatisfy(
            row -> {
              JsonObject score =
                  row.getAsJsonObject()
                      .getAsJsonObject("scores")
                      .entrySet()
                      .iterator()
                      .next()
                      .getValue()
                      .getAsJsonObject();
              String protocol = row.getAsJsonObject().get("protocol").getAsString();
              boolean varies = protocol.equals("few-labels") || protocol.equals("clusters");
              assertThat(score.get("count").getAsInt()).isEqualTo(varies ? 2 : 1);
            });
  }

  @Test
  void thereIsNoNetworkToFineTuneInHandCraftedFeatures() {
    Cli.Outcome outcome =
        evaluate(
            folder.resolve("no"), folder.resolve("no.json"), "--hand-crafted", "--protocol", "fc");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("--protocol fc does not go", "--hand-crafted has none");
  }

  @Test
  void clusteringAndPrecisionBelongToTheResults() throws IOException {
    Path out = folder.resolve("lowered");
    Path json = folder.resolve("lowered.json");
    Object[] args = {
      "--random", "--protocol=clusters", "--modality=audio", "--k=2", "--precision=bfloat16"
    };
    Cli.Outcome first = evaluate(out, json, args);
    assertThat(first.code()).as(first.err()).isZero();
    Object[] other = args.clone();
    other[4] = "--clustering=spherical";
    Object[] mirrored = args.clone();
    mirrored[4] = "--flip";
    assertThat(evaluate(out, json, mirrored).error())
        .containsPattern("clip was .*flip=false.*, now .*flip=true");
    assertThat(evaluate(out, json, other).error())
        .contains("k was 2, now 2 by SphericalKMeans[")
        .containsPattern("evaluation was .* in BFLOAT16, now EvalProtocol");
  }

  @Test
  void selectsALearningRateAndSaysOnWhat() throws IOException {
    Path json = folder.resolve("fc.json");
    Object[] arguments = {
      "--random",
      "--protocol",
      "fc",
      "--modality",
      "audio",
      "--rates",
      "0.01,0.1",
      "--epochs",
      "1",
      "--seeds",
      "2"
    };
    Cli.Outcome outcome = evaluate(folder.resolve("fc"), json, arguments);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("selected on the evaluation itself, for each split and run", "(2 runs)")
        .containsPattern("rate 0.0?1 in all splits and runs, selected on their mean");
    JsonObject row = Cli.json(json).getAsJsonArray("rows").get(0).getAsJsonObject();
    JsonObject video = row.getAsJsonObject("scores").getAsJsonObject("video");
    assertThat(video.get("count").getAsInt()).isEqualTo(2);
    assertThat(video.get("mean").getAsDouble()).isBetween(0.0, 1.0);
    String line = Files.readAllLines(folder.resolve("fc").resolve("results.jsonl")).get(0);
    JsonObject result = JsonParser.parseString(line).getAsJsonObject();
    assertThat(result.get("seconds").getAsDouble()).isPositive();
    assertThat(result.getAsJsonArray("candidates").asList())
        .extracting(c -> c.getAsJsonObject().get("rate").getAsDouble())
        .containsExactly(0.01, 0.1);

    arguments[6] = "0.01";
    Cli.Outcome single = evaluate(folder.resolve("single"), json, arguments);
    assertThat(single.out()).contains("rate 0.01 (2 times), the only one tried");
  }

  @Test
  void aDryRunTellsTheGridAndItsCostAndLeavesNothing() {
    Path out = folder.resolve("dry");
    Path json = folder.resolve("dry.json");
    Object[] args = {
      "--out",
      out,
      "--random",
      "--protocol=fc,probe",
      "--seeds=2",
      "--selection=held_out",
      "--dry-run"
    };
    Cli.Outcome outcome = ofThreeEpochs(args);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    // 2 seeds x 2 passes (selection, and the selected rate again) x (3 x 24 to learn + 12 x 2)
    assertThat(outcome.out())
        .contains(
            "fc: 2 rates, selected on held-out; 1 split of 24 to learn from, 2 runs",
            "  learning rate 0.100000 at the end of epoch 1: 0.0500000, 2-3: 0.100000",
            "3 epochs of 24 clips, 2 steps each",
            "without a schedule, and not estimated: probe",
            "audio: 384 to describe, watch or test at ",
            "expected ")
        .doesNotContain("video: ", "to train on");
    assertThat(out).doesNotExist();
    args[args.length - 2] = "--json=" + json;
    assertThat(ofThreeEpochs(args).error()).contains("--json does not go with --dry-run");
    assertThat(json).doesNotExist();
  }

  @Test
  void theWholeNetworkTrainsAtEveryRateOfADryRun() {
    Cli.Outcome outcome = ofThreeEpochs("--scratch", "--protocol=full", "--dry-run");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("audio: 144 clips to train on at ", ", 48 to describe, watch or test at ");
  }

  /** Evaluates audio encoders of preset tiny at two rates. */
  private static Cli.Outcome ofThreeEpochs(Object... more) {
    List<Object> args = new ArrayList<>(List.of("evaluate", "--root", corpus));
    args.addAll(List.of(more));
    return Cli.run(
        List.of(
            "--suite=csv",
            "--preset=tiny",
            "--clips=2",
            "--modality=audio",
            "--rates=0.01,0.1",
            "--epochs=3"),
        args.toArray());
  }

  @Test
  void protocolsThatDoNotFitAreRefused() {
    Cli.Outcome outcome =
        evaluate(folder.resolve("no"), folder.resolve("no.json"), "--scratch", "--protocol", "svm");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("--protocol svm does not go with fresh encoders");
  }

  @Test
  void unknownSplitsAreRefusedWithThoseThereAre() {
    Cli.Outcome outcome =
        evaluate(folder.resolve("no"), folder.resolve("no.json"), "--random", "--splits", "fold9");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("splits is fold9, must be some of test");
  }

  /** Features in bfloat16 are others than those in {@code full}, and near to them. */
  private static void assertThatPrecisionShows(Path model, Path test, Path full)
      throws IOException {
    Path out = folder.resolve("features16");
    Cli.Outcome outcome =
        Cli.run(
            "embed",
            "--model",
            model,
            "--data",
            test,
            "--clips=2",
            "--out",
            out,
            "--precision=bfloat16");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    try (NDManager manager = TorchEngine.newManager();
        NpyRows expected = NpyRows.open(manager, full.resolve("video.npy"));
        NpyRows rows = NpyRows.open(manager, out.resolve("video.npy"))) {
      float[] wide = expected.chunk(manager, 0, expected.rows()).toFloatArray();
      float[] narrow = rows.chunk(manager, 0, rows.rows()).toFloatArray();
      assertThat(narrow).isNotEqualTo(wide).hasSameSizeAs(wide);
      for (int i = 0; i < wide.length; i++) {
        assertThat(narrow[i]).isCloseTo(wide[i], within(0.05f * Math.max(1, Math.abs(wide[i]))));
      }
    }
  }

  @Test
  void showsClustersAndWritesFeatures() throws IOException {
    Path model = folder.resolve("model");
    Cli.Outcome trained =
        Cli.run(
            "finetune",
            "--scratch",
            "--preset",
            "tiny",
            "--train",
            corpus.resolve("train.csv"),
            "--test",
            corpus.resolve("test.csv"),
            "--epochs",
            "1",
            "--out",
            model);
    assertThat(trained.code()).as(trained.err()).isZero();
    Path test = corpus.resolve("test.csv");

    Cli.Outcome clusters =
        Cli.run(
            "clusters",
            "--model",
            model,
            "--data",
            test,
            "--k",
            "3",
            "--pca",
            "4",
            "--modality",
            "audio",
            "--nearest",
            "2",
            "--clustering",
            "spherical");
    assertThat(clusters.code()).as(clusters.err()).isZero();
    assertThat(clusters.out()).contains("3 clusters of 12 videos; NMI ").contains("   1  cluster ");

    Path out = folder.resolve("features");
    Cli.Outcome plain =
        Cli.run("embed", "--model", model, "--data", test, "--clips", "2", "--out", out);
    assertThat(plain.code()).as(plain.err()).isZero();
    assertThat(plain.out()).contains("audio.npy: 12 x ");
    assertThat(Files.readAllLines(out.resolve("video.csv"))).hasSize(13);
    assertThat(out.resolve("video.npy")).isNotEmptyFile();
    assertThatPrecisionShows(model, test, out);
    byte[] rows = Files.readAllBytes(out.resolve("video.npy"));
    Cli.Outcome other =
        Cli.run("embed", "--model", model, "--data", test, "--clips", "1", "--out", out);
    assertThat(other.error()).contains(" features with other settings (clips was 2, now 1): ");
    assertThat(Files.readAllBytes(out.resolve("video.npy"))).isEqualTo(rows);

    Object[] dense = {
      "embed",
      "--model",
      model,
      "--data",
      test,
      "--modality",
      "video",
      "--stride",
      "0.5",
      "--window",
      "1.5",
      "--out",
      out
    };
    Cli.Outcome slid = Cli.run(dense);
    assertThat(slid.code()).as(slid.err()).isZero();
    assertThat(slid.out()).contains("12 files with 24 rows written");
    try (Stream<Path> files = Files.walk(out.resolve("video"))) {
      Path times = files.filter(f -> f.toString().endsWith(".csv")).findFirst().get();
      assertThat(Files.readAllLines(times).get(2)).startsWith("1,0.5000,2.");
    }
    assertThat(Cli.run(dense).out())
        .contains("0 files with 0 rows written, 12 files already there");
    assertThatOtherFeaturesAreRefused(dense, out.resolve("video"));
  }

  /** A folder of features takes none of other windows, precision or weights. */
  private static void assertThatOtherFeaturesAreRefused(Object[] dense, Path features)
      throws IOException {
    Map<String, Object> others =
        Map.of(
            "--stride=0.25", "stride was 0.5 s, now 0.25 s",
            "--window=1", "clip was ClipSpec[frames=12, ",
            "--precision=bfloat16", "precision was FLOAT32, now BFLOAT16");
    for (Map.Entry<String, Object> other : others.entrySet()) {
      List<Object> args = new ArrayList<>(List.of(dense));
      int given = args.indexOf(other.getKey().replaceFirst("=.*", ""));
      if (given >= 0) {
        args.subList(given, given + 2).clear();
      }
      args.add(other.getKey());
      assertThat(Cli.run(args.toArray()).error())
          .contains(features + " holds features with other settings (", other.getValue().toString())
          .contains("choose another folder");
    }
    Path model = Path.of(dense[2].toString());
    Path fresh = folder.resolve("fresh");
    try (XdcModel trained = XdcModel.load(model, Device.cpu());
        Encoder encoder =
            Encoders.of(trained.encoder(Modality.VIDEO).spec().orElseThrow(), trained.clipSpec())
                .initialize(Device.cpu(), 5)) {
      new XdcModel(trained.clipSpec(), List.of(encoder), Map.of()).save(fresh);
    }
    Object[] args = dense.clone();
    args[2] = fresh;
    assertThat(Cli.run(args).error()).contains("holds features with other settings (weights was ");
    Files.delete(features.resolve("settings.json"));
    assertThat(Cli.run(args).error()).contains("features without a record of what made them");
  }
}
