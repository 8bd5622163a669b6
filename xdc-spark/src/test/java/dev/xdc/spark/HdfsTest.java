package dev.xdc.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.xdc.cli.XdcCommand;
import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.data.synth.SyntheticCorpus;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On HDFS, with a name node and a data node in a process of their own; in profile hdfs only. */
@Tag("slow")
class HdfsTest {
  private static final String CLUSTER = "org.apache.hadoop.test.MiniDFSClusterManager";

  @TempDir private static Path machine;
  private static @Nullable Process hdfs;
  private static String address;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    assumeThat(HdfsTest.class.getClassLoader().getResource(CLUSTER.replace('.', '/') + ".class"))
        .as("HDFS; give Maven -Phdfs")
        .isNotNull();
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    address = "hdfs://127.0.0.1:" + port;
    Path log = machine.resolve("hdfs.log");
    Path ready = machine.resolve("details.json");
    hdfs =
        ChildProcesses.start(
            log,
            new Hosts.Host("", "127.0.0.1"),
            CLUSTER,
            "-format",
            "-datanodes",
            "1",
            "-nnport",
            Integer.toString(port),
            "-D",
            "hdfs.minidfs.basedir=" + machine.resolve("hdfs"),
            "-writeDetails",
            ready.toString());
    for (int attempt = 0; attempt < 600 && hdfs.isAlive() && !Files.exists(ready); attempt++) {
      Thread.sleep(100);
    }
    assertThat(ready).as(Files.readString(log)).exists();
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (hdfs != null) {
      hdfs.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void aRunOnShardsInHdfsEndsAsOneOnShardsOnDisk() throws IOException {
    Path archive = new SyntheticCorpus(1, 24, 12).write(folder, FfmpegPrograms.find(), 1);
    Path shards = folder.resolve("shards");
    XdcSparkTest.command(
        XdcCommand::run,
        "prepare",
        "--data",
        archive.resolve("train").toString(),
        "--out",
        shards.toString());
    String there = address + "/shards";
    Path expected = folder.resolve("here");
    Path found = folder.resolve("there");
    try (FileSystem files = FileSystem.get(URI.create(address), new Configuration());
        JavaSparkContext spark =
            new JavaSparkContext(
                ChildProcesses.executors(TinyRuns.conf("local-cluster[2,1,1024]")))) {
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
