package dev.xdc.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xdc.cli.XdcCommand;
import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.data.synth.SyntheticCorpus;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;

/** Runs on shards that lie on a file system of Hadoop's. */
final class ShardsElsewhere {
  private ShardsElsewhere() {}

  /**
   * Trains on two executors from shards there, and locally from shards on disk, and compares the
   * weights. Damages the shards afterwards.
   *
   * @param there a folder that is not there yet, with its scheme
   * @param settings of Spark
   */
  static void assertRunEndsAsOneOnDisk(String there, Map<String, String> settings, Path folder)
      throws IOException {
    Path archive =
        new SyntheticCorpus(1, 24, 12).write(folder.resolve("corpus"), FfmpegPrograms.find(), 1);
    Path shards = folder.resolve("shards");
    XdcSparkTest.command(
        XdcCommand::run,
        "prepare",
        "--data",
        archive.resolve("train").toString(),
        "--out",
        shards.toString());
    Path expected = folder.resolve("here");
    Path found = folder.resolve("there");
    SparkConf conf = ChildProcesses.executors(TinyRuns.conf("local-cluster[2,1,1024]"));
    settings.forEach(conf::set);
    try (JavaSparkContext spark = new JavaSparkContext(conf);
        FileSystem files =
            FileSystem.newInstance(
                URI.create(there), SparkHadoopUtil.get().newConfiguration(conf))) {
      files.copyFromLocalFile(path(shards.toUri().toString()), path(there));
      XdcSparkTest.run(shards.toString(), expected, XdcCommand::run);
      XdcSparkTest.run(there, found, (out, err, args) -> XdcSpark.run(spark, out, err, args));

      for (String weights : new String[] {"final/video.safetensors", "final/audio.safetensors"}) {
        assertThat(found.resolve(weights)).hasSameBinaryContentAs(expected.resolve(weights));
      }
      assertThat(found.resolve("run.yaml")).content().contains(there);

      try (OutputStream out = files.create(path(there + "/shard-00000.tar"))) {
        out.write(HadoopShardsTest.damaged(shards));
      }
      assertThatThrownBy(() -> HadoopShards.copy(there))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("shard-00000.tar")
          .hasMessageContaining("is damaged");
    }
  }

  private static org.apache.hadoop.fs.Path path(String name) {
    return new org.apache.hadoop.fs.Path(name);
  }
}
