package dev.xdc.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.cli.XdcCommand;
import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.data.synth.SyntheticCorpus;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.function.BiFunction;
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
      run(archive, here, (out, args) -> XdcCommand.run(out, out, args));
      run(archive, there, (out, args) -> XdcSpark.run(spark, out, out, args));
    }

    for (String weights : new String[] {"final/video.safetensors", "final/audio.safetensors"}) {
      assertThat(there.resolve(weights)).hasSameBinaryContentAs(here.resolve(weights));
    }
    assertThat(there.resolve("features/video")).isDirectory();
  }

  private static void run(
      Path archive, Path out, BiFunction<PrintWriter, String[], Integer> command) {
    StringWriter text = new StringWriter();
    String[] args = {
      "pretrain",
      "--data",
      archive.resolve("train").toString(),
      "--out",
      out.toString(),
      "--preset",
      "tiny",
      "--clusters",
      "4",
      "--rounds",
      "1",
      "--epochs",
      "1"
    };
    int code = command.apply(new PrintWriter(text, true), args);
    assertThat(code).as(text.toString()).isZero();
  }
}
