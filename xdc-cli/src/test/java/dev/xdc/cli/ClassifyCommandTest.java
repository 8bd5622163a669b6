package dev.xdc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A classifier that a probe leaves, and what is said of doubtful evaluations. */
class ClassifyCommandTest {

  @TempDir static Path folder;
  private static Path clips = Path.of("");
  private static Path model = Path.of("");
  private static Path classifier = Path.of("");

  @BeforeAll
  static void learn() throws IOException {
    clips = Cli.corpus(folder.resolve("clips"));
    Path run = folder.resolve("run");
    Cli.Outcome pretrain = Cli.run(Cli.SHORT, "pretrain", "--data", clips, "--out", run);
    assertThat(pretrain.code()).as(pretrain.err()).isZero();
    model = run.resolve("final");
    classifier = folder.resolve("classifier");
    Cli.Outcome probe = probe("train.csv", "test.csv", "--out", classifier.toString());
    assertThat(probe.code()).as(probe.err()).isZero();
    assertThat(probe.out()).contains("for xdc classify").doesNotContain("warning");
  }

  private static Cli.Outcome probe(String train, String test, String... more) {
    return Cli.run(
        List.of(more),
        "probe",
        "--model",
        model,
        "--train",
        clips.resolve(train),
        "--test",
        clips.resolve(test),
        "--clips",
        1);
  }

  @Test
  void namesTheLikeliestClassesOfSegments() throws IOException {
    Path films = LongFilms.join(clips, 6, folder.resolve("films"));
    Cli.Outcome outcome =
        Cli.run(
            "classify", "--model", classifier, "--data", films, "--segment-seconds", 2, "--top", 2);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    List<String> lines = outcome.out().lines().toList();
    assertThat(lines.get(0)).isEqualTo("id,rank,label,probability");
    assertThat(lines.get(1)).matches("\"film0.mp4#t=0,2\",1,[a-z0-9-]+.*,[0-9.E-]+");
    assertThat(lines.get(2)).startsWith("\"film0.mp4#t=0,2\",2,");
  }

  @Test
  void whatNoClassIsLikelyEnoughForIsUnknown() throws IOException {
    Path lines = folder.resolve("classes.jsonl");
    Cli.Outcome outcome =
        Cli.run(
            "classify",
            "--model",
            classifier,
            "--data",
            clips.resolve("test.csv"),
            "--modality",
            "audio",
            "--min-probability",
            1,
            "--jsonl",
            lines);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("12 videos classified, 12 of them unknown");
    JsonObject first = JsonParser.parseString(Files.readAllLines(lines).get(0)).getAsJsonObject();
    assertThat(first.getAsJsonArray("classes")).hasSize(1);
    assertThat(first.toString()).contains("\"label\":\"unknown\"");
  }

  @Test
  void doubtfulEvaluationsAreNamed() throws IOException {
    Path spelled = Files.createSymbolicLink(folder.resolve("other-name"), clips);
    Cli.Outcome same =
        Cli.run(
            "probe",
            "--model",
            model,
            "--train",
            clips.resolve("train.csv"),
            "--test",
            spelled.resolve("train.csv"),
            "--clips",
            1,
            "--labels-per-class",
            7);
    assertThat(same.out())
        .contains("warning: 24 of 24 test videos are trained on, such as ")
        .contains("warning: 12 of 12 classes have fewer than the 7 labels asked for: ");
  }

  @Test
  void aModelWithoutHeadsIsRefused() {
    Cli.Outcome outcome = Cli.run("classify", "--model", model, "--data", clips);
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.error()).contains("classifier.json is missing; xdc probe and xdc finetune");
    Cli.Outcome wrong =
        Cli.run("classify", "--model", classifier, "--data", clips, "--min-probability", 2);
    assertThat(wrong.error()).contains("minProbability is 2.0, must be in [0, 1]");
  }
}
