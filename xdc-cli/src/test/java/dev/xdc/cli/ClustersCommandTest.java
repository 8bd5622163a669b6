package dev.xdc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClustersCommandTest {

  @TempDir static Path folder;
  private static Path train;
  private static Path run;
  private static String told;

  @BeforeAll
  static void makeARun() throws IOException {
    train = Cli.corpus(folder.resolve("clips")).resolve("train.csv");
    run = folder.resolve("run");
    Cli.Outcome made =
        Cli.run(Cli.SHORT, "pretrain", "--data", train, "--out", run, "--seed", 7, "--tensorboard");
    assertThat(made.code()).as(made.err()).isZero();
    assertThat(run.resolve("tensorboard")).isNotEmptyDirectory();
    told = made.err();
  }

  @Test
  void showsWhatTheRunClusteredLast() throws IOException {
    Path json = folder.resolve("clusters.json");
    Path out = folder.resolve("assignments");

    Cli.Outcome shown =
        Cli.run("clusters", "--run", run, "--nearest", 2, "--json", json, "--out", out);

    assertThat(shown.code()).as(shown.err()).isZero();
    assertThat(shown.out())
        .startsWith(
            run
                + ": clustering of round 1 of 1; hand-crafted features, transform PcaWhitenL2[components=")
        .contains(
            "clustering KMeans[", "video: 4 clusters of 24 videos; NMI ", "audio: 4 clusters");
    for (String name : List.of("video", "audio")) {
      JsonObject report = Cli.json(json).getAsJsonObject(name);
      // The training told the agreement of the same clusters with the same labels.
      String nmi =
          String.format(
              Locale.ROOT, "%.3f", report.getAsJsonObject("scores").get("nmi").getAsDouble());
      assertThat(told.lines())
          .anyMatch(line -> line.contains("clustered " + name) && line.endsWith(" labels " + nmi));
      assertThat(report.getAsJsonArray("assignments")).hasSize(24);
      assertThat(report.getAsJsonArray("missing")).isEmpty();
      List<String> lines = Files.readAllLines(out.resolve(name + ".csv"));
      assertThat(lines).hasSize(25);
      assertThat(lines.get(0)).isEqualTo("id,cluster,distance");
      assertThat(lines.get(1)).matches("\".*\",[0-3],\\d+\\.\\d+(E-\\d+)?");
    }
  }

  @Test
  void aRunWithoutItsSettingsNeedsTheVideos() throws IOException {
    Path bare = folder.resolve("bare");
    copy(run, bare);
    Files.delete(bare.resolve("run.yaml"));

    assertThat(Cli.run("clusters", "--run", bare).error())
        .isEqualTo(
            bare.resolve("run.yaml")
                + " is missing, as of a run started from Java: give the videos of the run by --data");
    Cli.Outcome shown = Cli.run("clusters", "--run", bare, "--data", train, "--modality", "audio");
    assertThat(shown.code()).as(shown.err()).isZero();
    assertThat(shown.out()).contains("audio: 4 clusters").doesNotContain("\nvideo: ");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
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
  void saysThatAModelIsClusteredAnew() {
    Path model = run.resolve("final");
    Cli.Outcome anew =
        Cli.run("clusters", "--model", model, "--data", train, "--k", 3, "--modality", "audio");
    assertThat(anew.code()).as(anew.err()).isZero();
    assertThat(anew.out())
        .startsWith(
            "new clustering of the features of "
                + model
                + ": K = 3, transform PcaWhitenL2[components=64], clustering KMeans[")
        .contains("see --run for the clusters a run made", "audio: 3 clusters of 24 videos");
  }

  @Test
  void showsTheClustersThatAModelKeeps() {
    Path model = run.resolve("final");
    Cli.Outcome kept = Cli.run("clusters", "--model", model, "--data", train);
    assertThat(kept.code()).as(kept.err()).isZero();
    assertThat(kept.out())
        .startsWith(model + " keeps video clustering ")
        .contains(": K = 4, after 1 round, transform ")
        .containsPattern("audio: \\d clusters? of 24 videos; NMI ");
  }

  @Test
  void refusesWhatIsNotTheRunsOwn() throws IOException {
    Cli.Outcome noRun = Cli.run("clusters", "--run", folder.resolve("clips"), "--data", train);
    assertThat(noRun.code()).isEqualTo(2);
    assertThat(noRun.error()).contains("holds no run: checkpoints is missing");

    Path some = train.resolveSibling("some.csv");
    Files.write(some, Files.readAllLines(train).subList(0, 20));
    Cli.Outcome others = Cli.run("clusters", "--run", run, "--data", some);
    assertThat(others.code()).isEqualTo(2);
    assertThat(others.error())
        .contains("clustered other videos (data was 24 videos, ", "now 19 videos, ");

    assertThat(Cli.run("clusters", "--run", run, "--k", 3).error())
        .contains("--k does not go with --run: its clustering is made already");
    assertThat(Cli.run("clusters", "--run", run, "--save").error())
        .contains("--save needs --model, such as " + run.resolve("final"));
    assertThat(Cli.run("clusters", "--model", run.resolve("final")).error())
        .contains("--model needs --data");
    assertThat(Cli.run("clusters", "--data", train).code()).isEqualTo(2);
  }
}
