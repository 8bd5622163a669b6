package dev.xdc.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.cli.XdcCommand;
import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.data.synth.SyntheticCorpus;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class XdcSparkTest {
  @TempDir private Path folder;

  @Test
  void pretrainLeavesTheWeightsItLeavesWithoutSpark() throws IOException {
    Path archive = new SyntheticCorpus(1, 24, 12).write(folder, FfmpegPrograms.find(), 1);
    Path here = folder.resolve("here");
    Path there = folder.resolve("there");
    try (JavaSparkContext spark = TinyRuns.context()) {
      run(archive.resolve("train").toString(), here, XdcCommand::run);
      run(
          archive.resolve("train").toString(),
          there,
          (out, err, args) -> XdcSpark.run(spark, out, err, args));
    }

    for (String weights : new String[] {"final/video.safetensors", "final/audio.safetensors"}) {
      assertThat(there.resolve(weights)).hasSameBinaryContentAs(here.resolve(weights));
    }
    assertThat(there.resolve("features/video")).isDirectory();
  }

  @Test
  void indexAndPrepareLeaveWhatTheyLeaveWithoutSpark() throws IOException {
    Path archive = new SyntheticCorpus(1, 24, 12).write(folder, FfmpegPrograms.find(), 1);
    Path videos = archive.resolve("train");
    Files.writeString(videos.resolve("broken.mp4"), "not a video");
    Path index = folder.resolve("index.jsonl");
    Path here = folder.resolve("here");
    Path there = folder.resolve("there");
    Path second = folder.resolve("second.jsonl");
    try (JavaSparkContext spark = TinyRuns.context()) {
      Way onSpark = (out, err, args) -> XdcSpark.run(spark, out, err, args);
      command(onSpark, "index", "--data", videos.toString(), "--out", second.toString());
      command(XdcCommand::run, "index", "--data", videos.toString(), "--out", index.toString());
      String[] from = {"prepare", "--index", index.toString(), "--shard-mb", "1", "--keep", "raw"};
      command(XdcCommand::run, with(from, "--out", here.toString()));
      command(onSpark, with(from, "--out", there.toString()));
    }
    assertThat(second).hasSameBinaryContentAs(index);

    try (Stream<Path> files = Files.list(here)) {
      List<Path> expected = files.map(Path::getFileName).sorted().toList();
      assertThat(expected).hasSizeGreaterThan(3); // several shards
      for (Path file : expected) {
        assertThat(there.resolve(file)).hasSameBinaryContentAs(here.resolve(file));
      }
      try (Stream<Path> found = Files.list(there)) {
        assertThat(found.map(Path::getFileName)).containsExactlyInAnyOrderElementsOf(expected);
      }
    }
  }

  @Test
  void aRunFolderThatIsNotMountedIsRefused() throws IOException {
    Path archive = new SyntheticCorpus(1, 12, 12).write(folder, FfmpegPrograms.find(), 1);
    String videos = archive.resolve("train").toString();
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text, true);
    try (JavaSparkContext spark = TinyRuns.context()) {
      String[] args = {"pretrain", "--data", videos, "--out", "hdfs://namenode/run"};
      assertThat(XdcSpark.run(spark, out, out, with(args, "--preset", "tiny", "--clusters", "4")))
          .as(text.toString())
          .isNotZero();
    }
    assertThat(text).asString().contains("the run folder is hdfs:/namenode/run, must be a folder");
    assertThat(Path.of("hdfs:")).doesNotExist();
  }

  /** One of the two ways to run a command. */
  interface Way {
    int run(PrintWriter out, PrintWriter err, String... args);
  }

  private static String[] with(String[] args, String... more) {
    return Stream.of(args, more).flatMap(Stream::of).toArray(String[]::new);
  }

  static void command(Way way, String... args) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text, true);
    assertThat(way.run(out, out, args)).as(text.toString()).isZero();
  }

  /** Trains for a round. */
  static void run(String data, Path out, Way way) {
    command(
        way,
        "pretrain",
        "--data",
        data,
        "--out",
        out.toString(),
        "--preset",
        "tiny",
        "--clusters",
        "4",
        "--rounds",
        "1",
        "--epochs",
        "1");
  }
}
