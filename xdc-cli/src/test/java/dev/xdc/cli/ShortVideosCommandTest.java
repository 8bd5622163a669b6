package dev.xdc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.data.media.FrameSize;
import dev.xdc.data.media.MediaWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Videos that are shorter than a clip: preset tiny takes 8 frames at 8 per second. */
class ShortVideosCommandTest {

  private static final String TEST_LINE =
      "1 of 13 test videos shorter than a clip of 8 frames: last frame repeated";
  private static final String TRAINING_LINE =
      "2 of 26 training videos shorter than a clip of 8 frames: last frame repeated";

  @TempDir static Path folder;
  private static Path train;
  private static Path test;

  @BeforeAll
  static void makeCorpus() throws IOException {
    Path corpus = Cli.corpus(folder.resolve("clips"));
    train = corpus.resolve("train.csv");
    test = corpus.resolve("test.csv");
    add(test, "brief0.mp4", 7);
    add(train, "brief1.mp4", 3);
    add(train, "brief2.mp4", 7);
  }

  /** Adds a video of some frames at 8 per second, and as much sound, to a list. */
  private static void add(Path list, String name, int frames) throws IOException {
    byte[] rgb = new byte[frames * 64 * 64 * 3];
    byte[] pcm = new byte[frames * 2000 * 2];
    new Random(frames).nextBytes(rgb);
    new Random(frames).nextBytes(pcm);
    new MediaWriter(FfmpegPrograms.find())
        .write(list.resolveSibling(name), rgb, new FrameSize(64, 64), 8, pcm, 16_000);
    List<String> lines = Files.readAllLines(list);
    String label = lines.get(1).substring(lines.get(1).indexOf(',') + 1);
    Files.writeString(list, name + "," + label + "\n", StandardOpenOption.APPEND);
  }

  @Test
  void evaluateJudgesThemToo() throws IOException {
    Path json = folder.resolve("evaluate.json");
    Cli.Outcome outcome =
        Cli.run(
            "evaluate",
            "--suite=csv",
            "--random",
            "--preset=tiny",
            "--protocol=probe",
            "--clips=1",
            "--modality=video",
            "--root",
            train.getParent(),
            "--out",
            folder.resolve("evaluate"),
            "--json",
            json);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out().lines().toList()).endsWith(TEST_LINE, TRAINING_LINE);
    JsonObject of = Cli.json(json).getAsJsonArray("sets").get(0).getAsJsonObject();
    assertThat(of.get("listed").getAsInt()).isEqualTo(13);
    assertThat(of.get("leftOut").getAsInt()).isZero();
    assertThat(of.get("shorter").getAsInt()).isEqualTo(1);
  }

  @Test
  void tuningProbingAndEmbeddingTellOfThem() throws IOException {
    Path model = folder.resolve("tuned");
    Path json = folder.resolve("probe.json");
    Cli.Outcome tuned =
        Cli.run(
            "finetune",
            "--scratch",
            "--preset=tiny",
            "--modality=video",
            "--epochs=1",
            "--train",
            train,
            "--test",
            test,
            "--out",
            model);
    assertThat(tuned.code()).as(tuned.err()).isZero();
    assertThat(tuned.out().lines()).hasSize(3).contains(TEST_LINE, TRAINING_LINE);

    Cli.Outcome probed =
        Cli.run(
            "probe",
            "--modality=video",
            "--clips=1",
            "--model",
            model,
            "--train",
            train,
            "--test",
            test,
            "--json",
            json);
    assertThat(probed.code()).as(probed.err()).isZero();
    assertThat(probed.out().lines()).hasSize(3).contains(TEST_LINE, TRAINING_LINE);
    JsonObject result = Cli.json(json);
    assertThat(result.get("videos").getAsInt()).isEqualTo(13);
    JsonObject of = result.getAsJsonArray("sets").get(0).getAsJsonObject();
    assertThat(of.get("shorter").getAsInt()).isEqualTo(1);

    Path features = folder.resolve("features");
    Cli.Outcome embedded =
        Cli.run(
            "embed",
            "--modality=video",
            "--clips=1",
            "--model",
            model,
            "--data",
            test,
            "--out",
            features);
    assertThat(embedded.code()).as(embedded.err()).isZero();
    assertThat(embedded.out()).contains("video.npy: 13 x ", TEST_LINE.replace("test ", ""));
  }

  @Test
  void pretrainingTakesThemUnlessTheyAreLeftOut() throws IOException {
    Path json = folder.resolve("pretrain.json");
    Path all = folder.resolve("all");
    Cli.Outcome taken =
        Cli.run(Cli.SHORT, "pretrain", "--data", train, "--out", all, "--json", json);
    assertThat(taken.code()).as(taken.err()).isZero();
    assertThat(taken.out()).contains("on 26 videos", TRAINING_LINE.replace("training ", ""));
    assertThat(Cli.json(json).get("shorter").getAsInt()).isEqualTo(2);

    Path some = folder.resolve("some");
    Cli.Outcome left =
        Cli.run(Cli.SHORT, "pretrain", "--data", train, "--out", some, "--leave-out-short");
    assertThat(left.code()).as(left.err()).isZero();
    assertThat(left.out())
        .contains("on 24 videos", "2 of 26 videos left out: see the log")
        .doesNotContain("shorter");
    assertThat(left.err()).contains("brief1.mp4: too short: 0.375 s, a clip takes 1.000 s");
    Cli.Outcome retrained = Cli.run("retrain", "--run", some, "--frames", 16);
    assertThat(retrained.code()).as(retrained.err()).isZero();
    assertThat(retrained.out()).contains("with clips of 16 frames on 24 videos");
  }
}
