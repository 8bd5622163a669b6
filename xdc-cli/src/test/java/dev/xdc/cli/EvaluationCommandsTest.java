package dev.xdc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationCommandsTest {

  @TempDir static Path folder;
  private static Path train;
  private static Path test;

  @BeforeAll
  static void makeCorpus() throws IOException {
    Path corpus = Cli.corpus(folder.resolve("clips"));
    train = corpus.resolve("train.csv");
    test = corpus.resolve("test.csv");
  }

  @Test
  void fineTunesFreshEncodersAndProbesThem() throws IOException {
    Path model = folder.resolve("tuned");
    Path json = folder.resolve("tuned.json");

    Cli.Outcome tuned =
        Cli.run(
            "finetune",
            "--scratch",
            "--preset",
            "tiny",
            "--train",
            train,
            "--test",
            test,
            "--labels-per-class",
            "1",
            "--epochs",
            "1",
            "--flip",
            "--out",
            model,
            "--json",
            json);

    assertThat(tuned.code()).as(tuned.err()).isZero();
    assertThat(tuned.out().lines()).hasSize(2);
    List<JsonObject> results =
        Cli.json(json).getAsJsonArray("results").asList().stream()
            .map(e -> e.getAsJsonObject())
            .toList();
    assertThat(results)
        .extracting(r -> r.get("modality").getAsString())
        .containsExactly("video", "audio");
    JsonObject clip = Cli.json(model.resolve("model.json")).getAsJsonObject("clip");
    assertThat(clip.get("flip").getAsBoolean()).isTrue();

    Cli.Outcome probed =
        Cli.run(
            "probe",
            "--model",
            model,
            "--train",
            train,
            "--test",
            test,
            "--modality",
            "audio",
            "--clips",
            "2",
            "--json",
            json);

    assertThat(probed.code()).as(probed.err()).isZero();
    assertThat(probed.out()).startsWith("audio: top-1 ").contains(" %, clips ");
    JsonObject result = Cli.json(json);
    assertThat(result.get("modality").getAsString()).isEqualTo("audio");
    assertThat(result.get("clips").getAsInt()).isEqualTo(24);
    // Of 24 clips the share is a multiple of 1/24.
    double clipHits = result.get("clipTop1").getAsDouble() * 24;
    assertThat(clipHits).isBetween(0.0, 24.0).isCloseTo(Math.rint(clipHits), within(1e-9));
    assertThat(result.get("top1").getAsDouble()).isBetween(0.0, 1.0);
    assertThat(result.get("top5").getAsDouble()).isBetween(result.get("top1").getAsDouble(), 1.0);
    assertThat(result.get("seconds").getAsDouble()).isPositive();
  }

  private static Cli.Outcome planned(Object... more) {
    return Cli.run(
        List.of("--preset=paper", "--modality=audio", "--dry-run"),
        Stream.concat(
                Stream.of("finetune", "--scratch", "--train", train, "--test", test),
                Stream.of(more))
            .toArray());
  }

  // as many clips of each video as Table 10's sets have, 11, in batches of 32
  @Test
  void fineTunesByThePapersRecipe() {
    Cli.Outcome planned = planned("--labels-per-class=1");
    assertThat(planned.code()).as(planned.err()).isZero();
    assertThat(planned.out())
        .contains("12 of 24 videos to learn", "clipsPerEpoch=132", "8 epochs of 5 steps");
    assertThat(planned("--recipe=esc10").error()).contains("must be hmdb51, ucf101 or esc50");
  }

  @Test
  void refusesAModelWithoutTheModality() {
    Path model = folder.resolve("video-only");
    Cli.Outcome tuned =
        Cli.run(
            "finetune",
            "--scratch",
            "--preset",
            "tiny",
            "--train",
            train,
            "--test",
            test,
            "--modality",
            "video",
            "--labels-per-class",
            "1",
            "--epochs",
            "1",
            "--out",
            model);
    assertThat(tuned.code()).as(tuned.err()).isZero();

    Cli.Outcome probed =
        Cli.run("probe", "--model", model, "--train", train, "--test", test, "--modality", "audio");

    assertThat(probed.code()).isEqualTo(2);
    assertThat(probed.error()).contains("no audio encoder");
  }
}
