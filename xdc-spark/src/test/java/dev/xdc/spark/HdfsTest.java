package dev.xdc.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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
    ShardsElsewhere.assertRunEndsAsOneOnDisk(address + "/shards", Map.of(), folder);
  }
}
