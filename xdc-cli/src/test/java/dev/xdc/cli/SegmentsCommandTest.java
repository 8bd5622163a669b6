package dev.xdc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Long films, cut into segments by an option. */
class SegmentsCommandTest {

  @TempDir static Path folder;
  private static Path films = Path.of("");

  @BeforeAll
  static void makeFilms() throws IOException {
    Path clips = Cli.corpus(folder.resolve("clips"));
    films = LongFilms.join(clips, 6, folder.resolve("films"));
    LongFilms.join(clips, 31, folder.resolve("long"));
  }

  @Test
  void segmentsAreTrainedOnAndReported() throws IOException {
    Path run = folder.resolve("run");
    Path index = folder.resolve("films.jsonl");
    assertThat(Cli.run("index", "--data", films, "--out", index).code()).isZero();
    assertThat(Files.readAllLines(index)).as("header and a row for each file").hasSize(7);

    Cli.Outcome pretrain =
        Cli.run(
            Cli.SHORT,
            "pretrain",
            "--data",
            index,
            "--segment-seconds",
            2,
            "--set",
            "config.clipsPerFile=4",
            "--out",
            run);
    assertThat(pretrain.code()).as(pretrain.err()).isZero();
    assertThat(pretrain.err()).containsPattern("clustered video: K 4, .* files 0\\.\\d+");

    Path csv = folder.resolve("embedded");
    Cli.Outcome embed =
        Cli.run(
            "embed",
            "--model",
            run.resolve("final"),
            "--data",
            films,
            "--segment-seconds",
            2,
            "--clips",
            1,
            "--out",
            csv);
    assertThat(embed.code()).as(embed.err()).isZero();
    assertThat(Files.readAllLines(csv.resolve("video.csv")))
        .hasSizeBetween(1 + 36, 1 + 42)
        .contains("0,\"film0.mp4#t=0,2\"", "1,\"film0.mp4#t=2,4\"");

    Cli.Outcome clusters = Cli.run("clusters", "--run", run);
    assertThat(clusters.code()).as(clusters.err()).isZero();
    assertThat(clusters.out()).contains("film0.mp4#t=");
  }

  @Test
  void shardsOfSegmentsAreReadLikeFiles() throws IOException {
    Path shards = folder.resolve("shards");
    Cli.Outcome prepare =
        Cli.run(
            "prepare",
            "--data",
            films,
            "--segment-seconds",
            4,
            "--segment-stride",
            2,
            "--keep",
            "raw",
            "--short-side",
            24,
            "--fps",
            8,
            "--out",
            shards);
    assertThat(prepare.code()).as(prepare.err()).isZero();
    assertThat(prepare.out()).containsPattern("(30|36) videos raw");
    Path table = films.resolve("table.csv");
    Files.writeString(table, "path,start,end\nfilm0.mp4,0,4\nfilm0.mp4,11,20\n");
    Cli.Outcome some =
        Cli.run("prepare", "--data", table, "--short-side", 24, "--out", folder.resolve("some"));
    assertThat(some.code()).as(some.err()).isZero();
    assertThat(some.out())
        .contains("film0.mp4: no segment 11 to 20 s in a file of", "1 video encoded");
  }

  @Test
  void aLongFileNamesTheOption() throws IOException {
    Cli.Outcome whole =
        Cli.run(
            Cli.SHORT, "pretrain", "--data", folder.resolve("long"), "--dry-run", "--out", folder);
    assertThat(whole.err())
        .contains("1 of 1 videos are longer than 60 s, the longest 62 s", "segments of 10 s");
    Cli.Outcome stride =
        Cli.run(
            List.of("--segment-stride", "2"),
            "embed",
            "--model",
            folder,
            "--data",
            films,
            "--out",
            folder);
    assertThat(stride.code()).isNotZero();
  }
}
